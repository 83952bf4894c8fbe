//! Mappings bound one after another to the columns of a file, to rows' numbers and to joins.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow::datatypes::{DataType as ArrowType, Schema as ArrowSchema};

use super::bound::{Bound, is_figure};
use super::lookup_table::Lookups;
use crate::config::{ConfigError, DayInName, Feed, Mapping, Pipeline, ValueMap};
use crate::contract::{Column, Contract, JOIN};
use crate::domain::nearest;
use crate::domain::shown::listed;
use crate::read::header::Names;
use crate::sql::{BoundSql, SqlExpression, ValueKind};

/// What the SQL calls the number of a row in its file, where the file has no column of that name.
pub(super) const ROW_NUMBER: &str = "row_number";

/// A join that the SQL uses.
#[derive(Debug)]
pub(super) struct BoundJoin {
    /// Its place in the feed.
    pub at: usize,
    /// The columns of the contract that are its key, by their names and places.
    pub key: Vec<(&'static str, usize)>,
}

/// Binds one mapping after another, noting which columns of the file they need.
pub(super) struct Binder<'a> {
    /// Whose pipeline file messages name.
    pipeline: &'a Pipeline,
    /// The feed whose mappings are bound.
    feed: &'a Feed,
    /// The file's name, for messages.
    file: &'a str,
    /// Its columns.
    schema: &'a ArrowSchema,
    /// Their names, however they are written.
    known: Names,
    /// The columns that are read, by their position in the file.
    pub wanted: Vec<usize>,
    /// What the SQL calls them.
    pub names: Vec<String>,
    /// Whether the SQL uses the rows' numbers.
    pub numbers: bool,
    /// The joins that it uses, by their place in the feed.
    pub joins: Vec<usize>,
    /// What the SQL sees of its inputs.
    kinds: Vec<(String, ValueKind)>,
}

impl<'a> Binder<'a> {
    /// # Errors
    /// A join that is called as a column of the file is.
    pub(super) fn new(
        pipeline: &'a Pipeline,
        feed: &'a Feed,
        file: &'a str,
        schema: &'a ArrowSchema,
    ) -> Result<Self, ConfigError> {
        let binder = Self {
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
        Ok(binder)
    }

    /// What gives a column of the contract; `None` where nothing of the feed does.
    pub(super) fn column(
        &mut self,
        column: &Column,
        lookups: &Lookups,
    ) -> Result<Option<Bound>, ConfigError> {
        let feed = self.feed;
        let mapping = feed.columns.get(column.name);
        let is_day = column.name == "extracted_on";
        let sql = match (mapping, feed.extracted_on.as_ref().filter(|_| is_day)) {
            (Some(mapping), _) => Some(self.bind(column.name, mapping)?),
            (None, Some(day)) => Some(self.by_file_name(column.name, day)?),
            (None, None) if feed.columns.is_empty() => self.by_contract(column)?,
            (None, None) => None,
        };
        let lookup = mapping.and_then(|mapping| mapping.lookup.as_ref());
        Ok(sql.map(|sql| Bound {
            sql,
            values: mapping.map_or_else(ValueMap::default, |mapping| mapping.values.clone()),
            used: AtomicBool::new(false),
            lookup: lookup.map(|name| {
                let table = lookups.get(name);
                Arc::clone(table.expect("the pipeline declares every look-up it names"))
            }),
            is_figure: is_figure(feed.kind, column.name),
            may_miss: !column.required && !feed.kind.contract().key.contains(&column.name),
        }))
    }

    /// The file's column of the contract's name, in a feed without a mapping.
    fn by_contract(&mut self, column: &Column) -> Result<Option<BoundSql>, ConfigError> {
        let sql = self.by_name(column.name)?;
        if sql.is_none() && column.required {
            return Err(self.missing(column.name));
        }
        if sql.is_none() && self.feed.snapshots && column.name == "extracted_on" {
            return Err(self.feed.undated(&self.pipeline.file));
        }
        Ok(sql)
    }

    /// The condition that says which rows of the feed are kept.
    pub(super) fn filter(&mut self) -> Result<Option<BoundSql>, ConfigError> {
        let Some(mapping) = &self.feed.filter else {
            return Ok(None);
        };
        let sql = self.bind("where", mapping)?;
        match sql.kind() {
            None | Some(ValueKind::Flag) => Ok(Some(sql)),
            Some(kind) => Err(self.pipeline.file.error_at(
                &mapping.span,
                format!("`where` gives {kind}; a condition that is true or false was expected"),
            )),
        }
    }

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
    pub(super) fn bound_joins(
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
                ValueKind::Text
            }
            None if self.numbers || name != ROW_NUMBER => return,
            None => {
                self.numbers = true;
                ValueKind::Integer
            }
        };
        self.kinds.push((name.to_owned(), kind));
    }

    /// The wanted columns that are the first of several of one name, where no other of them is
    /// wanted.
    pub(super) fn same_names(&self) -> Vec<String> {
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
fn kind_of(kind: &ArrowType) -> ValueKind {
    match kind {
        ArrowType::Boolean => ValueKind::Flag,
        ArrowType::Date32 | ArrowType::Date64 | ArrowType::Timestamp(..) => ValueKind::Day,
        kind if kind.is_integer() => ValueKind::Integer,
        kind if kind.is_numeric() => ValueKind::Number,
        _ => ValueKind::Text,
    }
}
