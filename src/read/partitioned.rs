//! Columns that a file's folders say, beside those that are in it.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow::datatypes::{DataType, Field, Schema};

use super::files::Partition;

/// The columns of a file's folders, after those of the file.
#[derive(Debug)]
pub(super) struct Partitioned {
    /// Each by the name that it has among all columns.
    columns: Vec<Partition>,
}

impl Partitioned {
    /// These columns beside those of a file. Where the file has a column of that name, this one is
    /// followed by ` (2)`, as the second of two in a file is.
    pub(super) fn new(partitions: &[Partition], of_file: &Schema) -> Self {
        let columns = partitions.iter().map(|partition| {
            let is_taken = of_file.field_with_name(&partition.name).is_ok();
            let name = match is_taken {
                true => format!("{} (2)", partition.name),
                false => partition.name.clone(),
            };
            Partition {
                name,
                value: partition.value.clone(),
            }
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// All columns.
    pub(super) fn schema(&self, of_file: Schema) -> Schema {
        if self.is_empty() {
            return of_file;
        }
        let own = self
            .columns
            .iter()
            .map(|column| Arc::new(Field::new(&column.name, DataType::Utf8, true)));
        let fields: Vec<_> = of_file.fields().iter().cloned().chain(own).collect();
        Schema::new_with_metadata(fields, of_file.metadata().clone())
    }

    /// The wanted columns in their order, of which `batch` has those that the file has; the file has
    /// `in_file` columns.
    ///
    /// # Errors
    /// Columns of different length.
    pub(super) fn added(
        &self,
        batch: &RecordBatch,
        wanted: &[usize],
        in_file: usize,
    ) -> Result<RecordBatch, String> {
        let rows = batch.num_rows();
        let mut of_file = batch.schema_ref().fields().iter().zip(batch.columns());
        let mut fields: Vec<Arc<Field>> = Vec::with_capacity(wanted.len());
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(wanted.len());
        for at in wanted {
            let own = at.checked_sub(in_file).and_then(|at| self.columns.get(at));
            if let Some(column) = own {
                let array = repeated(column.value.as_deref(), rows);
                let field = Field::new(&column.name, array.data_type().clone(), true);
                fields.push(Arc::new(field));
                arrays.push(array);
            } else if let Some((field, array)) = of_file.next() {
                fields.push(Arc::clone(field));
                arrays.push(Arc::clone(array));
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .map_err(|error| error.to_string())
    }
}

/// One value in every row, dictionary-coded as text is.
fn repeated(value: Option<&str>, rows: usize) -> ArrayRef {
    let keys = match value {
        Some(_) => Int32Array::from_value(0, rows),
        None => Int32Array::new_null(rows),
    };
    let values = StringArray::from_iter_values([value.unwrap_or_default()]);
    Arc::new(DictionaryArray::new(keys, Arc::new(values)))
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use arrow::compute::cast;

    use super::*;

    #[test]
    fn columns_of_folders_stand_where_they_are_wanted() {
        let of_file = Schema::new(vec![
            Field::new("a", DataType::Utf8, true),
            Field::new("year", DataType::Utf8, true),
        ]);
        let partition = |name: &str, value: Option<&str>| Partition {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        let partitions = [partition("year", Some("2009")), partition("region", None)];
        let partitioned = Partitioned::new(&partitions, &of_file);
        let schema = partitioned.schema(of_file.clone());
        let names: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        assert_eq!(names, ["a", "year", "year (2)", "region"]);
        let a: ArrayRef = Arc::new(StringArray::from(vec!["x", "y"]));
        let only_a = Arc::new(Schema::new(vec![of_file.field(0).clone()]));
        let batch = RecordBatch::try_new(only_a, vec![a]).unwrap();
        let added = partitioned.added(&batch, &[3, 0, 2], 2).unwrap();
        let text = |at: usize| cast(added.column(at), &DataType::Utf8).unwrap();
        assert_eq!(text(0).null_count(), 2);
        assert_eq!(text(1).as_string::<i32>().value(1), "y");
        assert_eq!(text(2).as_string::<i32>().value(1), "2009");
    }
}
