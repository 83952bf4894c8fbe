//! Thrift's compact protocol, in which the headers of a Parquet file are written.
//!
//! Source: Apache Thrift's "Thrift compact protocol encoding".

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const INTEGER_16: u8 = 4;
/// The kind of a whole number of 32 bits.
pub(super) const INTEGER_32: u8 = 5;
const INTEGER_64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// How deep structs may lie in each other; the format has some five levels.
const DEEPEST: u8 = 8;

/// A reader of Thrift's compact protocol.
pub(super) struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Compact<'a> {
    /// A reader from the beginning of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The bytes read so far.
    pub(super) fn read(&self) -> u64 {
        self.at as u64
    }

    fn byte(&mut self) -> Result<u8, String> {
        let byte = self.bytes.get(self.at);
        self.at += 1;
        byte.copied()
            .ok_or_else(|| "a header that does not end".to_owned())
    }

    fn varint(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number that does not end".to_owned())
    }

    fn zigzag(&mut self) -> Result<i64, String> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// A number that is not below zero.
    pub(super) fn size(&mut self) -> Result<u64, String> {
        u64::try_from(self.zigzag()?).map_err(|_| "a size below zero".to_owned())
    }

    /// The next field's kind, with its number in `field`; none at the end of the struct.
    pub(super) fn field(&mut self, field: &mut i64) -> Result<Option<u8>, String> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        *field = match byte >> 4 {
            0 => self.zigzag()?,
            step => field.saturating_add(i64::from(step)),
        };
        Ok(Some(byte & 0x0f))
    }

    /// Passes over a value of a kind.
    pub(super) fn skip(&mut self, kind: u8, depth: u8) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("a header that lies too deep in itself".to_owned());
        }
        match kind {
            TRUE | FALSE => {}
            BYTE => self.pass(1)?,
            INTEGER_16 | INTEGER_32 | INTEGER_64 => {
                self.varint()?;
            }
            DOUBLE => self.pass(8)?,
            BINARY => {
                let length = self.varint()?;
                self.pass(length)?;
            }
            LIST | SET => {
                let head = self.byte()?;
                let length = match head >> 4 {
                    15 => self.varint()?,
                    length => u64::from(length),
                };
                for _ in 0..length {
                    // An element that is true or false takes a byte in a list.
                    match head & 0x0f {
                        TRUE | FALSE => self.pass(1)?,
                        kind => self.skip(kind, depth + 1)?,
                    }
                }
            }
            STRUCT => {
                let mut field = 0;
                while let Some(kind) = self.field(&mut field)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return Err("a header of an unknown form".to_owned()),
        }
        Ok(())
    }

    fn pass(&mut self, bytes: u64) -> Result<(), String> {
        let next = u64::try_from(self.at)
            .ok()
            .and_then(|at| at.checked_add(bytes))
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at <= self.bytes.len())
            .ok_or("a header that does not end")?;
        self.at = next;
        Ok(())
    }
}
