//! How many files may be open at once.

/// Takes as many as the system lets this process have: a source may be thousands of files, and each
/// stays open until the run has read it. Where the system refuses, the limit is what it was.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn take_all() {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the first call fills the limit that it is handed, the second reads it.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0
            && limit.rlim_cur < limit.rlim_max
        {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
}

/// Other systems have no such limit.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn take_all() {}
