//! A column of one row group, as it stands in a file.
//!
//! Words, numbers and flags are encoded here, from what a table is made of: words come with their
//! codes, so that no text is compared again, and each is written once to a row group. Where the
//! library's own encoders are as good, they are taken: for text that does not repeat and for lists.

use std::ops::Range;

use arrow::buffer::NullBuffer;
use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::basic::{Encoding, PageType};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::hybrid;
use super::layout::Layout;
use super::limits::{Limits, Span, statistics};
use super::packing::pack;
use super::present::Present;
use super::properties::{ZSTD_LEVEL, zstd_level};
use super::stretch::Stretch;

/// An encoded column of a row group.
pub(super) enum Chunk {
    /// Encoded here.
    Own(Bytes, Box<ColumnCloseResult>),
    /// Encoded by the library.
    Library(Box<ArrowColumnChunk>),
}

impl Chunk {
    /// Puts it into a file, behind the columns before it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn append<W: std::io::Write + Send>(
        self,
        row_group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        match self {
            Self::Own(bytes, close) => row_group.append_column(&bytes, *close),
            Self::Library(chunk) => chunk.append_to_row_group(row_group),
        }
    }

    /// The column `of` with these values, laid out as `layout` says; `None` where the library's
    /// encoder has to take it. Values that are fewer than the rows are those of the layout's unit, and
    /// come again until the end.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub(super) fn encode(
        of: &ColumnDescPtr,
        properties: &WriterProperties,
        values: &Stretch,
        layout: Layout,
    ) -> Result<Option<Self>, ParquetError> {
        let Some((present, nulls)) = Present::of(values) else {
            return Ok(None);
        };
        let mut sink = TrackedWrite::new(Vec::new());
        let mut pages = Pages {
            writer: SerializedPageWriter::new(&mut sink),
            level: zstd_level(&present),
            data_from: 0,
            unpacked: 0,
            offsets: OffsetIndexBuilder::new(),
            stats: Vec::new(),
        };
        if let Present::Coded(entries, _) = &present {
            pages.dictionary(&entries.plain(), entries.len())?;
        }
        let has_limits = properties.statistics_enabled(of.path()) != EnabledStatistics::None;
        let mut limits = Limits::default();
        let mut packed: Vec<(Range<usize>, Packed)> = Vec::new();
        let mut first = 0;
        for rows in layout.pages() {
            let start = rows.start % values.len();
            let rows = start..start + rows.len();
            if let Some((_, known)) = packed.iter().find(|(known, _)| *known == rows) {
                limits.add(known.span);
                pages.data(known, present.encoding())?;
                continue;
            }
            if start == 0 {
                first = 0;
            }
            let nulls = nulls.as_ref().map(|of| of.slice(start, rows.len()));
            let missing = nulls.as_ref().map_or(0, NullBuffer::null_count);
            let own = first..first + rows.len() - missing;
            first = own.end;
            let span = Span {
                rows: rows.len(),
                missing,
                limits: has_limits.then(|| present.limits(own.clone())).flatten(),
            };
            let levels = (of.max_def_level() > 0).then_some(nulls.as_ref());
            let body = page(&present, levels, rows.len(), own);
            let page = Packed {
                span,
                unpacked: body.len(),
                bytes: pack(&body, pages.level)?,
            };
            limits.add(span);
            pages.data(&page, present.encoding())?;
            if values.len() < layout.rows {
                packed.push((rows, page));
            }
        }
        let Pages {
            unpacked,
            offsets,
            stats,
            data_from,
            ..
        } = pages;
        let bytes = Bytes::from(sink.into_inner()?);
        let is_coded = matches!(present, Present::Coded(..));
        let mut encodings = vec![Encoding::PLAIN, Encoding::RLE];
        encodings.extend(is_coded.then_some(Encoding::RLE_DICTIONARY));
        let mut metadata = ColumnChunkMetaData::builder(of.clone())
            .set_compression(properties.compression(of.path()))
            .set_encodings(encodings)
            .set_page_encoding_stats(stats)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(unpacked as i64)
            .set_num_values(layout.rows as i64)
            .set_data_page_offset(data_from as i64)
            .set_dictionary_page_offset(is_coded.then_some(0));
        let mut column_index = None;
        if has_limits {
            metadata = metadata.set_statistics(statistics(of, &present, &limits.whole()));
            column_index =
                Some(limits.index(ColumnIndexBuilder::new(of.physical_type()), &present)?);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: layout.rows as u64,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index,
            offset_index: Some(offsets.build()),
        };
        Ok(Some(Self::Own(bytes, Box::new(close))))
    }
}

/// The bytes of a page: for `levels` which of its rows have a value, and the values. `levels` is
/// `None` where none may be missing.
fn page(
    present: &Present<'_>,
    levels: Option<Option<&NullBuffer>>,
    rows: usize,
    values: Range<usize>,
) -> Vec<u8> {
    let mut body = Vec::new();
    if let Some(nulls) = levels {
        body.extend_from_slice(&[0; 4]);
        match nulls.filter(|of| of.null_count() > 0) {
            Some(nulls) => hybrid::put_bits(nulls.inner().sliced().as_slice(), rows, &mut body),
            None => hybrid::put_run(rows, 1, 1, &mut body),
        }
        let length = (body.len() - 4) as u32;
        body[..4].copy_from_slice(&length.to_le_bytes());
    }
    present.put(values, &mut body);
    body
}

/// A page of data, packed.
struct Packed {
    span: Span,
    /// Its size before.
    unpacked: usize,
    bytes: Bytes,
}

/// Pages on their way into a chunk.
struct Pages<'w> {
    writer: SerializedPageWriter<'w, Vec<u8>>,
    /// The level of zstd of data; dictionaries are few, and packed well.
    level: i32,
    /// Where the first page of data begins.
    data_from: u64,
    /// The size of all before they are packed.
    unpacked: usize,
    offsets: OffsetIndexBuilder,
    stats: Vec<PageEncodingStats>,
}

impl Pages<'_> {
    /// Adds the page of a dictionary, which is the first.
    fn dictionary(&mut self, plain: &[u8], entries: usize) -> Result<(), ParquetError> {
        let page = Page::DictionaryPage {
            buf: pack(plain, ZSTD_LEVEL)?,
            num_values: entries as u32,
            encoding: Encoding::PLAIN,
            is_sorted: true,
        };
        self.count(PageType::DICTIONARY_PAGE, Encoding::PLAIN);
        let written = self
            .writer
            .write_page(CompressedPage::new(page, plain.len()))?;
        self.unpacked += written.uncompressed_size;
        self.data_from = written.bytes_written;
        Ok(())
    }

    /// Adds a page.
    fn data(&mut self, packed: &Packed, encoding: Encoding) -> Result<(), ParquetError> {
        let rows = packed.span.rows;
        let page = Page::DataPage {
            buf: packed.bytes.clone(),
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        self.count(PageType::DATA_PAGE, encoding);
        let written = self
            .writer
            .write_page(CompressedPage::new(page, packed.unpacked))?;
        self.unpacked += written.uncompressed_size;
        self.offsets.append_row_count(rows as i64);
        self.offsets
            .append_offset_and_size(written.offset as i64, written.compressed_size as i32);
        Ok(())
    }

    fn count(&mut self, page_type: PageType, encoding: Encoding) {
        match self.stats.last_mut() {
            Some(last) if last.page_type == page_type => last.count += 1,
            _ => self.stats.push(PageEncodingStats {
                page_type,
                encoding,
                count: 1,
            }),
        }
    }
}
