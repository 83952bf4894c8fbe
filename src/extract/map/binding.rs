//! The mapping of a feed, bound to the columns that one of its files has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use arrow::datatypes::{DataType as ArrowType, Field, Schema as ArrowSchema};

use super::evaluation::{Inputs, Mapped};
use super::join_table::{JoinTable, Joined};
use super::lookup_table::{LookupTable, Lookups};
use super::unpivot::Wide;
use crate::config::{ConfigError, DayInName, Feed, Mapping, Pipeline, ValueMap};
use crate::contract::{Contract, JOIN, SourceKind};
use crate::domain::nearest;
use crate::domain::shown::listed;
use crate::read::dictionary::{Coded, Texts, Values};
use crate::read::header::Names;
use crate::read::{PercentColumn, PercentRows, RowNumbers, Scalar, missing_marker, show};
use crate::sql::{BoundSql, Kind, SqlExpression};

/// For each contract column of a feed, the SQL that gives it from one file's columns.
#[derive(Debug)]
pub struct Binding {
    /// By the contract's order of columns; `None` where the feed does not give the column.
    columns: Vec<Option<Bound>>,
    filter: Option<BoundSql>,
    /// The file's columns that are read, by their position in the file.
    pub wanted: Vec<usize>,
    /// What the SQL calls them.
    pub names: Vec<String>,
    /// Whether the SQL uses the rows' numbers.
    numbers: bool,
    /// The joins that the SQL uses, by their place in the feed.
    joins: Vec<BoundJoin>,
    /// What the SQL calls all of its inputs: the wanted columns, the rows' numbers, the joins.
    inputs: Vec<String>,
    /// Those of them that are the first of several columns of one name, of which the mapping names
    /// no other.
    pub same_names: Vec<String>,
}

/// What the SQL calls the number of a row in its file, where the file has no column of that name.
const ROW_NUMBER: &str = "row_number";

/// A join that the SQL uses.
#[derive(Debug)]
struct BoundJoin {
    /// Its place in the feed.
    at: usize,
    /// The columns of the contract that are its key, by their names and places.
    key: Vec<(&'static str, usize)>,
}

/// SQL that gives a contract column, and other words for what it gives.
#[derive(Debug)]
struct Bound {
    sql: BoundSql,
    values: ValueMap,
    /// Whether a key of `values` was found in any row.
    used: AtomicBool,
    lookup: Option<Arc<LookupTable>>,
    /// Whether a percent sign in it says something: in a figure, and not in a count.
    is_figure: bool,
    /// Whether a text that the look-up does not have is missing, and no fault of its row.
    may_miss: bool,
}

/// How many of the mapped columns a header has, where each counts that some alternative finds
/// all of its columns; and how many there are. Finds the header below a preamble.
pub fn fit(feed: &Feed, contract: &Contract, names: &[String]) -> (usize, usize) {
    let (known, unpivot) = match &feed.unpivot {
        None => (Names::new(names.iter().map(String::as_str)), None),
        Some(unpivot) => {
            let fields: Vec<Field> = names
                .iter()
                .map(|name| Field::new(name, ArrowType::Utf8, true))
                .collect();
            let wide = Wide::new(unpivot, &ArrowSchema::new(fields));
            let fits = usize::from(wide.is_ok());
            let made = unpivot.made().chain(names.iter().map(String::as_str));
            (Names::new(made), Some(fits))
        }
    };
    let is_join = |name: &str| feed.joins.iter().any(|join| join.name == name);
    let has = |name: &String| {
        known.position(name).is_some() || name == ROW_NUMBER || is_join(name.as_str())
    };
    let (fits, unpivots) = (unpivot.unwrap_or(0), usize::from(unpivot.is_some()));
    if feed.columns.is_empty() {
        let needed = contract.columns.iter().filter(|column| column.required);
        let found = needed
            .clone()
            .filter(|column| known.position(column.name).is_some());
        return (found.count() + fits, needed.count() + unpivots);
    }
    let mappings = feed.columns.values().chain(&feed.filter);
    let found = mappings.clone().filter(|mapping| {
        mapping
            .alternatives
            .iter()
            .any(|sql| sql.columns().iter().all(has))
    });
    (found.count() + fits, mappings.count() + unpivots)
}

impl Binding {
    /// Binds the mapping of `feed` to a file with these columns.
    ///
    /// # Errors
    /// A mapped column that the file does not have, SQL that does not fit the columns' types,
    /// or a required contract column that nothing gives.
    pub fn new(
        pipeline: &Pipeline,
        feed: &Feed,
        contract: &'static Contract,
        lookups: &Lookups,
        file: &str,
        schema: &ArrowSchema,
    ) -> Result<Self, ConfigError> {
        let mut binder = Binder {
            pipeline,
            feed,
            file,
            schema,
            known: Names::new(schema.fields().iter().map(|field| field.name().as_str())),
            wanted: Vec::new(),
            names: Vec::new(),
            numbers: false,
            joins: Vec::new(),
            kinds: Vec::new(),
        };
        binder.no_two_names()?;
        let mut columns = Vec::with_capacity(contract.columns.len());
        for column in contract.columns {
            let mapping = feed.columns.get(column.name);
            let is_figure = is_figure(contract.kind, column.name);
            let may_miss = !column.required && !contract.key.contains(&column.name);
            let of_file = (column.name == "extracted_on").then_some(feed.extracted_on.as_ref());
            columns.push(match mapping {
                None if let Some(day) = of_file.flatten() => Some(Bound {
                    sql: binder.by_file_name(column.name, day)?,
                    values: ValueMap::default(),
                    used: AtomicBool::new(false),
                    lookup: None,
                    is_figure,
                    may_miss,
                }),
                Some(mapping) => Some(Bound {
                    sql: binder.bind(column.name, mapping)?,
                    values: mapping.values.clone(),
                    used: AtomicBool::new(false),
                    lookup: mapping.lookup.as_ref().map(|name| {
                        let table = lookups.get(name);
                        Arc::clone(table.expect("the pipeline declares every look-up it names"))
                    }),
                    is_figure,
                    may_miss,
                }),
                None if feed.columns.is_empty() => {
                    let sql = binder.by_name(column.name)?;
                    if sql.is_none() && column.required {
                        return Err(binder.missing(column.name));
                    }
                    if sql.is_none() && feed.snapshots && column.name == "extracted_on" {
                        return Err(feed.undated(&pipeline.file));
                    }
                    sql.map(|sql| Bound {
                        sql,
                        values: ValueMap::default(),
                        used: AtomicBool::new(false),
                        lookup: None,
                        is_figure,
                        may_miss,
                    })
                }
                None => None,
            });
        }
        let filter = match &feed.filter {
            None => None,
            Some(mapping) => {
                let sql = binder.bind("where", mapping)?;
                if let Some(kind) = sql.kind()
                    && kind != Kind::Flag
                {
                    return Err(pipeline.file.error_at(
                        &mapping.span,
                        format!(
                            "`where` gives {kind}; a condition that is true or false was expected"
                        ),
                    ));
                }
                Some(sql)
            }
        };
        let numbers = binder.numbers.then(|| ROW_NUMBER.to_owned());
        let joins = binder.joins.iter().map(|at| feed.joins[*at].name.clone());
        Ok(Self {
            inputs: binder
                .names
                .iter()
                .cloned()
                .chain(numbers)
                .chain(joins)
                .collect(),
            joins: binder.bound_joins(contract, &columns)?,
            numbers: binder.numbers,
            columns,
            filter,
            same_names: binder.same_names(),
            wanted: binder.wanted,
            names: binder.names,
        })
    }

    /// Whether it gives the column at `at` of the contract.
    pub fn gives(&self, at: usize) -> bool {
        self.columns[at].is_some()
    }

    /// Whether a key of the `values` of the column at `at` of the contract was found in any row that
    /// was read; `None` where it has none.
    pub fn values_used(&self, at: usize) -> Option<bool> {
        let bound = self.columns[at].as_ref()?;
        (!bound.values.is_empty()).then(|| bound.used.load(Ordering::Relaxed))
    }

    /// For each column of the contract, the wanted columns that its SQL names.
    pub fn used(&self) -> Vec<Vec<usize>> {
        let positions = |sql: &BoundSql| {
            let names = sql.columns().iter();
            names
                .filter_map(|name| self.names.iter().position(|known| known == name))
                .collect()
        };
        self.columns
            .iter()
            .map(|bound| {
                bound
                    .as_ref()
                    .map_or_else(Vec::new, |bound| positions(&bound.sql))
            })
            .collect()
    }

    /// Computes the contract columns of a batch of the wanted columns with these row numbers, and
    /// which of its rows the `where` of the feed keeps; `tables` are the feed's joins, and
    /// `percentages` the rows of each wanted column that show a percent sign, `None` of one that
    /// never does.
    ///
    /// # Errors
    /// A column whose type cannot be read.
    pub fn map(
        &self,
        batch: &RecordBatch,
        rows: &RowNumbers,
        tables: &[JoinTable],
        percentages: &[Option<PercentRows>],
    ) -> Result<MappedColumns, String> {
        let mut inputs = batch
            .columns()
            .iter()
            .zip(&self.names)
            .map(|(array, name)| {
                Coded::from_array(array).map_err(|message| format!("column \"{name}\" {message}"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let percentages = (0..inputs.len())
            .map(|at| PercentColumn::new(&inputs[at], percentages.get(at)?.as_deref()?));
        let mut percentages: Vec<Option<PercentColumn>> = percentages.collect();
        let count = batch.num_rows();
        if self.numbers {
            inputs.push(numbered(rows, count)?);
        }
        percentages.resize(inputs.len(), None);
        let joined = self.joined(&inputs, &percentages, count, tables);
        inputs.extend(joined.iter().map(|(_, joined)| joined.coded.clone()));
        percentages.resize(inputs.len(), None);
        let inputs = Inputs {
            names: &self.inputs,
            columns: &inputs,
            percentages: &percentages,
            rows: count,
        };
        let columns = self
            .columns
            .iter()
            .map(|bound| {
                let bound = bound.as_ref()?;
                Some(bound.translated(inputs.evaluate(&bound.sql, bound.is_figure)))
            })
            .collect();
        let filter = self.filter.as_ref();
        let filter = filter.map(|sql| inputs.evaluate(sql, false));
        Ok(MappedColumns {
            columns,
            filter,
            joined,
        })
    }

    /// The columns of the joins, each with its place in the feed, for rows with these `inputs`.
    fn joined(
        &self,
        inputs: &[Coded],
        percentages: &[Option<PercentColumn>],
        rows: usize,
        tables: &[JoinTable],
    ) -> Vec<(usize, Joined)> {
        let inputs = Inputs {
            names: &self.inputs[..inputs.len()],
            columns: inputs,
            percentages,
            rows,
        };
        let of = |join: &BoundJoin| {
            let key: Vec<(&str, Mapped)> = join
                .key
                .iter()
                .map(|(name, at)| {
                    let mapped = match &self.columns[*at] {
                        Some(bound) => bound.translated(inputs.evaluate(&bound.sql, false)),
                        None => Mapped::missing(rows),
                    };
                    (*name, mapped)
                })
                .collect();
            let key: Vec<(&str, &Mapped)> = key.iter().map(|(name, of)| (*name, of)).collect();
            Some((join.at, tables.get(join.at)?.column(&key, rows)))
        };
        self.joins.iter().filter_map(of).collect()
    }
}

/// The numbers of `count` rows as a column.
fn numbered(rows: &RowNumbers, count: usize) -> Result<Coded, String> {
    let numbers = (0..count).map(|row| i64::try_from(rows.at(row)).ok());
    let array: ArrayRef = Arc::new(Int64Array::from_iter(numbers));
    Coded::from_array(&array)
}

/// The contract columns of a batch, and the value of the feed's `where`.
pub struct MappedColumns {
    /// By the contract's order of columns.
    pub columns: Vec<Option<Mapped>>,
    /// True where a row is kept; `None` keeps every row.
    pub filter: Option<Mapped>,
    /// The columns of joins, each with its place in the feed.
    pub joined: Vec<(usize, Joined)>,
}

impl Bound {
    /// What the SQL gave, in the contract's words. A text that the look-up does not have is a
    /// fault of its rows.
    fn translated(&self, mapped: Mapped) -> Mapped {
        if self.values.is_empty() && self.lookup.is_none() {
            return mapped;
        }
        let Mapped {
            coded,
            mut faults,
            origins,
            ..
        } = mapped;
        let mut missed = Vec::new();
        let mut texts: Vec<Option<String>> = Vec::with_capacity(coded.values.len());
        for at in 0..coded.values.len() {
            let shown_at = |at| match coded.values.scalar(at) {
                Scalar::Missing => None,
                scalar => Some(show(scalar)),
            };
            let shown = shown_at(at);
            let called = self.values.get(shown.as_deref().unwrap_or_default());
            if called.is_some() {
                self.used.store(true, Ordering::Relaxed);
            }
            let called = called.map(str::to_owned).or(shown);
            let found = match (&self.lookup, called) {
                (Some(lookup), Some(text)) if missing_marker(&text).is_none() => {
                    lookup.get(&text).map(|value| Some(value.to_owned()))
                }
                (_, called) => Ok(called),
            };
            texts.push(found.unwrap_or_else(|fault| {
                let code = u32::try_from(at).expect("codes are u32");
                if self.may_miss {
                    missed.extend(shown_at(at).map(|text| (code, text)));
                } else {
                    faults.entry(code).or_insert(fault);
                }
                None
            }));
        }
        Mapped {
            coded: Coded {
                codes: coded.codes,
                values: Values::Text(Texts::new(texts.iter().map(Option::as_deref))),
            },
            faults,
            origins,
            missed,
        }
    }
}

/// Whether a contract's column is a figure, which may be a percentage.
fn is_figure(kind: SourceKind, column: &str) -> bool {
    match kind {
        SourceKind::Observations => matches!(column, "value" | "low" | "high"),
        SourceKind::Characteristics => column == "value",
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Judgements
        | SourceKind::EarlierRatings
        | SourceKind::LookUp
        | SourceKind::Join => false,
    }
}

/// Binds one mapping after another, noting which columns of the file they need.
struct Binder<'a> {
    pipeline: &'a Pipeline,
    feed: &'a Feed,
    file: &'a str,
    schema: &'a ArrowSchema,
    known: Names,
    wanted: Vec<usize>,
    names: Vec<String>,
    /// Whether the SQL uses the rows' numbers.
    numbers: bool,
    /// The joins that it uses, by their place in the feed.
    joins: Vec<usize>,
    /// What the SQL sees of its inputs.
    kinds: Vec<(String, Kind)>,
}

impl Binder<'_> {
    /// The file's column that the SQL calls `name`.
    fn position(&self, name: &str) -> Option<usize> {
        self.known.position(name)
    }

    /// Whether the SQL can use a column called `name`: one of the file, or one that is made.
    fn has(&self, name: &str) -> bool {
        self.position(name).is_some() || name == ROW_NUMBER || self.join(name).is_some()
    }

    /// The join called `name`, by its place in the feed.
    fn join(&self, name: &str) -> Option<usize> {
        self.feed.joins.iter().position(|join| join.name == name)
    }

    /// # Errors
    /// A join that is called as a column of the file is.
    fn no_two_names(&self) -> Result<(), ConfigError> {
        let mut joins = self.feed.joins.iter();
        let Some(join) = joins.find(|join| self.position(&join.name).is_some()) else {
            return Ok(());
        };
        Err(join.feed.error(
            &self.pipeline.file,
            format!(
                "{} has a column {:?} of its own; give the join another name",
                self.file, join.name
            ),
        ))
    }

    /// The joins that are used, with the columns that are their keys.
    ///
    /// # Errors
    /// A key that is made of a join itself.
    fn bound_joins(
        &self,
        contract: &'static Contract,
        columns: &[Option<Bound>],
    ) -> Result<Vec<BoundJoin>, ConfigError> {
        let mut bound = Vec::with_capacity(self.joins.len());
        for at in &self.joins {
            let join = &self.feed.joins[*at];
            let mut key = Vec::with_capacity(join.on.len());
            for (place, column) in contract.columns.iter().enumerate() {
                if !join.on.iter().any(|on| on == column.name) {
                    continue;
                }
                let sql = columns[place].as_ref().map(|bound| &bound.sql);
                let mut names = sql.into_iter().flat_map(BoundSql::columns);
                if let Some(name) = names.find(|name| self.join(name).is_some()) {
                    return Err(join.feed.error(
                        &self.pipeline.file,
                        format!(
                            "`{}` is joined on {}, which is made of the join `{name}` itself",
                            join.name, column.name
                        ),
                    ));
                }
                key.push((column.name, place));
            }
            // The parts of a key stand in the order in which the join has read them.
            key.sort_by_key(|(name, _)| JOIN.position(name));
            bound.push(BoundJoin { at: *at, key });
        }
        Ok(bound)
    }

    fn bind(&mut self, column: &str, mapping: &Mapping) -> Result<BoundSql, ConfigError> {
        let fitting = mapping
            .alternatives
            .iter()
            .find(|sql| sql.columns().iter().all(|name| self.has(name)));
        let Some(sql) = fitting else {
            return Err(self.unknown(column, mapping));
        };
        self.want(sql);
        sql.bind(&self.kinds).map_err(|message| {
            self.pipeline
                .file
                .error_at(&mapping.span, format!("{column}: {message}"))
        })
    }

    /// Takes a column by its contract name, where a feed has no mapping at all.
    fn by_name(&mut self, name: &str) -> Result<Option<BoundSql>, ConfigError> {
        if self.position(name).is_none() && self.join(name).is_none() {
            return Ok(None);
        }
        let failed = |message: String| ConfigError::whole(self.pipeline.file.path(), message);
        let sql = SqlExpression::parse(&format!("\"{name}\"")).map_err(failed)?;
        self.want(&sql);
        sql.bind(&self.kinds).map(Some).map_err(failed)
    }

    /// The day that the file's name says, the same in every row.
    fn by_file_name(&self, column: &str, day: &DayInName) -> Result<BoundSql, ConfigError> {
        let failed = |message: String| self.feed.error(&self.pipeline.file, message);
        if self.feed.columns.is_empty() && self.position(column).is_some() {
            return Err(failed(format!(
                "{column}: {} has a column of that name; leave the option out",
                self.file
            )));
        }
        let Some(found) = day.read(self.file) else {
            return Err(failed(format!(
                "{column} is {:?}, and {} is not named so; call it as in {}, or name the files in another way",
                day.pattern(),
                self.file,
                day.example()
            )));
        };
        SqlExpression::parse(&format!("'{found}'"))
            .and_then(|sql| sql.bind(&[]))
            .map_err(failed)
    }

    fn want(&mut self, sql: &SqlExpression) {
        for name in sql.columns() {
            let Some(at) = self.position(name) else {
                self.want_made(name);
                continue;
            };
            if !self.names.contains(name) {
                self.wanted.push(at);
                self.names.push(name.clone());
                let kind = kind_of(self.schema.field(at).data_type());
                self.kinds.push((name.clone(), kind));
            }
        }
    }

    /// Notes that a column is used which no file has.
    fn want_made(&mut self, name: &str) {
        let kind = match self.join(name) {
            Some(at) if self.joins.contains(&at) => return,
            Some(at) => {
                self.joins.push(at);
                Kind::Text
            }
            None if self.numbers || name != ROW_NUMBER => return,
            None => {
                self.numbers = true;
                Kind::Integer
            }
        };
        self.kinds.push((name.to_owned(), kind));
    }

    /// The wanted columns that are the first of several of one name, where no other of them is
    /// wanted.
    fn same_names(&self) -> Vec<String> {
        let names = self.names_in_file();
        let is_silent = |at: &&usize| {
            let second = self.known.second_of_its_name(**at);
            second.is_some_and(|second| !self.wanted.contains(&second))
        };
        let silent = self.wanted.iter().filter(is_silent);
        let mut silent: Vec<String> = silent.map(|at| names[*at].to_owned()).collect();
        silent.sort();
        silent.dedup();
        silent
    }

    /// The columns that the file has.
    fn names_in_file(&self) -> Vec<&str> {
        let fields = self.schema.fields().iter();
        fields.map(|field| field.name().as_str()).collect()
    }

    fn unknown(&self, column: &str, mapping: &Mapping) -> ConfigError {
        let has = self.names_in_file();
        let asked: Vec<&String> = mapping
            .alternatives
            .iter()
            .flat_map(SqlExpression::columns)
            .filter(|name| !self.has(name))
            .collect();
        let first = asked.first().map_or("", |name| name.as_str());
        let hint = match nearest(first, &has) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("it has {}", listed(has.iter().copied())),
        };
        self.pipeline.file.error_at(
            &mapping.span,
            format!("{column}: {} has no column {first:?}; {hint}", self.file),
        )
    }

    fn missing(&self, column: &str) -> ConfigError {
        let has = self.names_in_file();
        self.feed.error(
            &self.pipeline.file,
            format!(
                "{} has no column `{column}`, which {} needs; map it in [{}.columns] from {}",
                self.file,
                self.feed.kind,
                self.feed.table(),
                listed(has)
            ),
        )
    }
}

/// What SQL sees of a file's column.
fn kind_of(kind: &ArrowType) -> Kind {
    match kind {
        ArrowType::Boolean => Kind::Flag,
        ArrowType::Date32 | ArrowType::Date64 | ArrowType::Timestamp(..) => Kind::Day,
        kind if kind.is_integer() => Kind::Integer,
        kind if kind.is_numeric() => Kind::Number,
        _ => Kind::Text,
    }
}
