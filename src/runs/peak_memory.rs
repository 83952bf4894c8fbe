//! The memory that the process has held.

use std::fs;

/// The most memory that this process has held so far, in bytes, as Linux counts it
/// (`VmHWM` of proc(5)); none elsewhere.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    high_water_mark(&fs::read_to_string("/proc/self/status").ok()?)
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
