//! Packed text: gzip and Zstandard, known by their first bytes and unpacked within a limit.

use std::io::Read;

/// How the text of a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstandard,
}

impl Packing {
    /// How bytes that begin so are packed, if they are.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstandard),
            _ => None,
        }
    }

    /// Its name, as people call it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "zstd",
        }
    }
}

/// Unpacks `bytes` if they are packed.
///
/// # Errors
/// A file that is cut short or damaged, or one that unpacks to more than `most` bytes; no more
/// than that is ever held in memory.
pub(crate) fn unpacked(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, String> {
    let Some(packing) = Packing::of(&bytes) else {
        return Ok(bytes);
    };
    let damaged = |error: std::io::Error| {
        format!(
            "is damaged or cut short ({} stops with: {error}); fetch it again",
            packing.word()
        )
    };
    let mut unpacked = Vec::new();
    let read = match packing {
        Packing::Gzip => flate2::read::MultiGzDecoder::new(bytes.as_slice())
            .take(most.saturating_add(1))
            .read_to_end(&mut unpacked),
        Packing::Zstandard => zstd::Decoder::new(bytes.as_slice()).and_then(|reader| {
            reader
                .take(most.saturating_add(1))
                .read_to_end(&mut unpacked)
        }),
    };
    read.map_err(damaged)?;
    if unpacked.len() as u64 > most {
        return Err(format!(
            "unpacks from {} bytes to more than the {most} that are allowed; if that is right, raise unpacked_bytes in [limits]",
            bytes.len()
        ));
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(packing: Packing, text: &[u8]) -> Vec<u8> {
        match packing {
            Packing::Gzip => {
                let mut writer =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                writer.write_all(text).unwrap();
                writer.finish().unwrap()
            }
            Packing::Zstandard => zstd::encode_all(text, 3).unwrap(),
        }
    }

    #[test]
    fn packed_text_is_unpacked_and_plain_text_left_alone() {
        for packing in [Packing::Gzip, Packing::Zstandard] {
            let bytes = packed(packing, b"code,name\n");
            assert_eq!(Packing::of(&bytes), Some(packing));
            assert_eq!(unpacked(bytes, 10).unwrap(), b"code,name\n");
        }
        assert_eq!(
            unpacked(b"code,name\n".to_vec(), 1).unwrap(),
            b"code,name\n"
        );
    }

    #[test]
    fn a_small_file_that_unpacks_beyond_the_limit_is_refused() {
        for packing in [Packing::Gzip, Packing::Zstandard] {
            let bytes = packed(packing, &vec![b'0'; 1 << 20]);
            let error = unpacked(bytes, 1 << 16).unwrap_err();
            assert!(error.contains("unpacked_bytes in [limits]"), "{error}");
        }
    }

    #[test]
    fn a_packed_file_that_is_cut_short_is_told_so() {
        for packing in [Packing::Gzip, Packing::Zstandard] {
            let mut bytes = packed(packing, b"code,name\n301,Ashby\n");
            bytes.truncate(bytes.len() - 6);
            let error = unpacked(bytes, 1 << 16).unwrap_err();
            assert!(error.starts_with("is damaged or cut short"), "{error}");
        }
    }
}
