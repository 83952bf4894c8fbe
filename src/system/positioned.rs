//! Reading a file from a place, while others read it from theirs.

use std::fs::File;
use std::io;

/// Reads from `at` on, and gives the bytes read: fewer than `buffer` has room for near the end.
///
/// # Errors
/// As the operating system has them.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

/// Reads from `at` on, and gives the bytes read: fewer than `buffer` has room for near the end.
/// Readers take turns, because a file that is open has one place only.
///
/// # Errors
/// As the operating system has them.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn read_at(mut file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    use std::io::{Read, Seek, SeekFrom};
    use std::sync::{Mutex, PoisonError};

    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(at))?;
    file.read(buffer)
}

/// Fills `buffer` with what stands from `at` on.
///
/// # Errors
/// As the operating system has them, and when the file ends before.
pub(crate) fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_at(file, &mut buffer[filled..], at + filled as u64) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_have_each_its_own_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("digits");
        std::fs::write(&path, "0123456789").expect("written");
        let file = File::open(path).expect("it is there");
        std::thread::scope(|scope| {
            for start in 0..8_u8 {
                let file = &file;
                scope.spawn(move || {
                    for _ in 0..200 {
                        let mut two = [0; 2];
                        read_exact_at(file, &mut two, start.into()).expect("they are there");
                        assert_eq!(two, [b'0' + start, b'1' + start]);
                    }
                });
            }
        });
        assert_eq!(read_at(&file, &mut [0; 4], 8).expect("readable"), 2);
        let past = read_exact_at(&file, &mut [0; 4], 8).expect_err("the end");
        assert_eq!(past.kind(), io::ErrorKind::UnexpectedEof);
    }
}
