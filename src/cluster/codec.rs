//! Plans as bytes: Ballista's own forms, and round ours the program that wrote them.

use std::sync::Arc;

use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{TableReference, plan_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::identity::{identity, refusal};
use super::parts::Parts;
use super::told::told;

/// What our bytes begin with. A message of Ballista's begins otherwise: this letter would stand for a
/// number, and each of its messages has a message in it.
const OURS: &[u8] = b"plumbline-part\n";

/// Appends `body`, with what wrote it.
fn write(body: &[u8], buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(OURS);
    buffer.extend_from_slice(identity().as_bytes());
    buffer.push(b'\n');
    buffer.extend_from_slice(body);
}

/// The body of our bytes; nothing where they are not ours.
///
/// # Errors
/// Bytes of another version of this program.
fn read<'b>(bytes: &'b [u8], here: &str) -> Result<Option<&'b [u8]>> {
    let Some(rest) = bytes.strip_prefix(OURS) else {
        return Ok(None);
    };
    let end = rest.iter().position(|byte| *byte == b'\n');
    let (by, body) = rest.split_at(end.unwrap_or(rest.len()));
    match by == identity().as_bytes() {
        true => Ok(Some(body.get(1..).unwrap_or_default())),
        false => Err(told(&refusal(here, &String::from_utf8_lossy(by)))),
    }
}

/// Appends a function of ours; of DataFusion's own, which are known everywhere by their names, nothing.
fn write_function(parts: Parts, function: &AggregateUDF, buffer: &mut Vec<u8>) {
    if let Some(body) = (parts.function.encode)(function) {
        write(&body, buffer);
    }
}

/// A function of ours.
fn read_function(parts: Parts, name: &str, bytes: &[u8], here: &str) -> Result<Arc<AggregateUDF>> {
    let found = match read(bytes, here)? {
        Some(body) => (parts.function.decode)(name, body)?,
        None => None,
    };
    match found {
        Some(function) => Ok(function),
        None => plan_err!("there is no function {name} over the rows of a group"),
    }
}

/// Plans that are not cut into tasks yet.
#[derive(Debug)]
pub(super) struct LogicalCodec {
    parts: Parts,
    ballista: BallistaLogicalExtensionCodec,
}

impl LogicalCodec {
    pub(super) fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            parts,
            ballista: BallistaLogicalExtensionCodec::default(),
        })
    }
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[LogicalPlan],
        context: &TaskContext,
    ) -> Result<Extension> {
        self.ballista.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, buffer: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode(node, buffer)
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match read(bytes, "scheduler")? {
            Some(body) => (self.parts.table.decode)(body, &[]),
            None => self
                .ballista
                .try_decode_table_provider(bytes, table, schema, context),
        }
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        match (self.parts.table.encode)(&node) {
            Some(body) => write(&body?, buffer),
            None => return plan_err!("the table {table} cannot be sent to a cluster"),
        }
        Ok(())
    }

    fn try_decode_file_format(
        &self,
        bytes: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.ballista.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(
        &self,
        buffer: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.ballista.try_encode_file_format(buffer, node)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        write_function(self.parts, node, buffer);
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        read_function(self.parts, name, bytes, "scheduler")
    }
}

/// Tasks.
#[derive(Debug)]
pub(super) struct PhysicalCodec {
    parts: Parts,
    ballista: BallistaPhysicalExtensionCodec,
}

impl PhysicalCodec {
    pub(super) fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            parts,
            ballista: BallistaPhysicalExtensionCodec::default(),
        })
    }
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match read(bytes, "worker")? {
            Some(body) => (self.parts.leaf.decode)(body, inputs),
            None => self.ballista.try_decode(bytes, inputs, context, converter),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        match (self.parts.leaf.encode)(&node) {
            Some(body) => write(&body?, buffer),
            None => return self.ballista.try_encode(node, buffer, converter),
        }
        Ok(())
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        write_function(self.parts, node, buffer);
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        read_function(self.parts, name, bytes, "worker")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::told::sentence_in;

    #[test]
    fn bytes_of_another_version_are_refused() {
        let mut bytes = Vec::new();
        write(b"body\n", &mut bytes);
        assert_eq!(read(&bytes, "worker").unwrap(), Some(&b"body\n"[..]));
        assert_eq!(read(b"\x0a\x00", "worker").unwrap(), None);
        let other = b"plumbline-part\nplumbline/0.0.0+plans.1\nbody";
        let error = read(other, "worker").unwrap_err();
        let sentence = sentence_in(&error.to_string()).unwrap();
        assert!(sentence.contains("plumbline/0.0.0+plans.1"), "{sentence}");
        assert!(read(OURS, "worker").is_err());
    }
}
