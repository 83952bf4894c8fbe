//! Memory from the operating system. Where it gives none, the process ends with a message and
//! exit code 1: the standard library would abort it with advice to programmers.

use std::alloc::{GlobalAlloc, Layout, System};

/// The allocator of the standard library, but for the end.
pub(crate) struct Allocator;

/// Nothing can be put together any more, so the message is whole before.
#[cfg(all(unix, not(feature = "portable")))]
const MESSAGE: &[u8] = b"plumbline: there is no memory left; raise the limit with `ulimit -v` \
(MemoryMax in systemd), or set memory_limit in [limits] of the pipeline\n";

fn given(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        end();
    }
    block
}

#[cfg(all(unix, not(feature = "portable")))]
fn end() -> ! {
    // SAFETY: the message is as long as it says. Whether it can be written changes nothing.
    unsafe { libc::write(libc::STDERR_FILENO, MESSAGE.as_ptr().cast(), MESSAGE.len()) };
    signal_hook::low_level::exit(1)
}

/// Whoever holds standard error may be the one that gets no memory; it is not waited for.
#[cfg(any(not(unix), feature = "portable"))]
fn end() -> ! {
    std::process::abort()
}

// SAFETY: every call is the system's allocator's, and what it gives is handed on as it is.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        given(unsafe { System.realloc(block, layout, bytes) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

/// Fixes from which size on a block is the system's own, and goes back to it at once when it is freed.
/// glibc would raise the size with every large block that is freed, to 32 MB at last, and keep what is
/// smaller: how much a run takes would depend on what was freed first.
#[cfg(all(target_os = "linux", target_env = "gnu", not(feature = "portable")))]
pub(crate) fn give_back() {
    const LARGE: libc::c_int = 4 << 20;
    const KEPT: libc::c_int = 32 << 20;
    // SAFETY: both set a number of the allocator's, before there is a second thread. Where one is
    // refused, memory is as it would be without.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Other systems' allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu", not(feature = "portable"))))]
pub(crate) const fn give_back() {}
