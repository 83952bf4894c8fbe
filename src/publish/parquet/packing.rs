//! Pages, packed by zstd.

use std::cell::RefCell;

use bytes::Bytes;
use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

thread_local! {
    /// What a thread packs with, from page to page: to make its tables anew for each would take as
    /// long as many pages do.
    static PACKER: RefCell<Packer> = RefCell::default();
}

#[derive(Default)]
struct Packer {
    /// The compressor, and the level that it is set to.
    compressor: Option<(Compressor<'static>, i32)>,
    packed: Vec<u8>,
}

/// `page` as one frame of zstd at this level.
///
/// # Errors
/// When there is no memory for it.
pub(super) fn pack(page: &[u8], level: i32) -> std::io::Result<Bytes> {
    PACKER.with_borrow_mut(|packer| packer.pack(page, level))
}

impl Packer {
    fn pack(&mut self, page: &[u8], level: i32) -> std::io::Result<Bytes> {
        let (mut compressor, set) = match self.compressor.take() {
            Some(made) => made,
            None => (Compressor::new(level)?, level),
        };
        if set != level {
            compressor.set_compression_level(level)?;
        }
        self.packed.clear();
        self.packed.reserve(compress_bound(page.len()));
        compressor.compress_to_buffer(page, &mut self.packed)?;
        self.compressor = Some((compressor, level));
        Ok(Bytes::copy_from_slice(&self.packed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_same_bytes_whatever_was_packed_before_it() {
        let page = |seed: usize| -> Vec<u8> {
            (0..100_000).map(|at| (at * seed / 7 % 251) as u8).collect()
        };
        let (one, other) = (page(3), page(1000));
        for level in [1, 3] {
            let alone = Packer::default().pack(&one, level).unwrap();
            let mut used = Packer::default();
            for before in [1, 3, 1] {
                used.pack(&other, before).unwrap();
                assert_eq!(used.pack(&one, level).unwrap(), alone);
            }
            let back = zstd::bulk::decompress(&alone, one.len()).unwrap();
            assert_eq!(back, one);
        }
    }
}
