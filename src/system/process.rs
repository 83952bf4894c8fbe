//! What the system knows of this process and its machine.

use std::fs;

/// The most memory that this process has held so far, in bytes, as Linux counts it
/// (`VmHWM` of proc(5)); none elsewhere.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    high_water_mark(&of_linux("/proc/self/status")?)
}

/// Gives what is free back to the system. glibc keeps what lies between blocks that are still held, and a
/// large block that is asked for next takes new memory beside it.
#[cfg(all(target_os = "linux", target_env = "gnu", not(feature = "portable")))]
pub(crate) fn give_back_memory() {
    // SAFETY: it takes a number and holds no pointer; blocks that are held stay where they are.
    unsafe { libc::malloc_trim(0) };
}

/// Other systems' allocators do as they do.
#[cfg(not(all(target_os = "linux", target_env = "gnu", not(feature = "portable"))))]
pub(crate) const fn give_back_memory() {}

/// The name of this machine, as Linux or the environment gives it.
pub(crate) fn host_name() -> Option<String> {
    of_linux("/proc/sys/kernel/hostname")
        .or_else(|| std::env::var("HOSTNAME").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}

/// What Linux tells in a file of its own; none elsewhere.
pub(super) fn of_linux(path: &str) -> Option<String> {
    if cfg!(feature = "portable") {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// The line `VmHWM:   1234 kB` of a process's status, in bytes.
fn high_water_mark(status: &str) -> Option<u64> {
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read_in_kibibytes() {
        let status = "Name:\tplumbline\nVmPeak:\t  999 kB\nVmHWM:\t  2048 kB\n";
        assert_eq!(high_water_mark(status), Some(2 << 20));
        assert_eq!(high_water_mark("VmHWM:\tmuch\n"), None);
        assert_eq!(high_water_mark(""), None);
    }
}
