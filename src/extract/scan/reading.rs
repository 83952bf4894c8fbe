//! The rows of a feed, read in parallel and handed over in order.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Scan;
use crate::extract::contract::rows::TypedRows;
use crate::extract::error::ExtractError;
use crate::extract::held_batch::HeldBatch;
use crate::extract::held_figures::HeldFigures;
use crate::extract::map::Batch;
use crate::extract::opened_feed::Piece;
use crate::extract::quarantine::{Counts, Ledger, Page};
use crate::in_turn::in_turn;
use crate::tables::Tables;
use crate::warning::{Warning, WarningKind};

impl Scan {
    /// Reads every row and gives each batch to `read`, in parallel; the results come back in
    /// the order of the rows, whatever the number of threads.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn read<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<Vec<T>, ExtractError> {
        if let Some(held) = &self.held {
            return Ok(self.read_held(held, true, &read));
        }
        let pieces = self.read_pieces(Some(&self.ledger), &read)?;
        let results = pieces.into_iter().flat_map(|piece| self.note(piece));
        Ok(results.collect())
    }

    /// The rows of a small source; those without a key are counted only.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn rows<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> TypedRows<T> + Sync,
    ) -> Result<TypedRows<T>, ExtractError> {
        let rows = TypedRows::join(self.read(read)?);
        self.ledger
            .note(|counts| counts.without_key += rows.without_key);
        Ok(rows)
    }

    /// Reads every row once more, as [`Scan::read`] does; what is wrong with the rows, and how many
    /// they are, was noted the first time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn read_again<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<Vec<T>, ExtractError> {
        if let Some(held) = &self.held {
            return Ok(self.read_held(held, false, &read));
        }
        let pieces = self.read_pieces(None, &read)?;
        Ok(pieces.into_iter().flat_map(|piece| piece.results).collect())
    }

    /// Reads its rows and holds them with their columns computed: from then on they are read from
    /// there, for one as-of date after another.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn hold(&mut self) -> Result<(), ExtractError> {
        let held = self.read(HeldBatch::of)?;
        self.held = Some(held);
        Ok(())
    }

    /// Reads its observations and holds those whose indicator belongs to an outcome, with the day on
    /// which each was out; adds these days to `days`.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn hold_figures(
        &mut self,
        tables: &Tables,
        days: &mut BTreeSet<NaiveDate>,
    ) -> Result<(), ExtractError> {
        let catalogue = &tables.indicators;
        let counts = |place| catalogue.get(place).outcome.is_some();
        let figures =
            self.read(|batch| HeldFigures::read(batch, &tables.authorities, catalogue, counts))?;
        for of_batch in &figures {
            self.ledger
                .note(|counts| of_batch.figures().count_into(counts));
            of_batch.add_days(days);
        }
        let undated: u64 = figures.iter().map(HeldFigures::undated).sum();
        if undated > 0 {
            let warning = Warning::of(WarningKind::PublicationUnknown, &**self.label());
            self.ledger.warn(warning.counting(undated));
        }
        self.figures = Some(figures);
        Ok(())
    }

    /// Its figures, where they are held.
    pub(in crate::extract) fn held_figures(&self) -> Option<&[HeldFigures]> {
        self.figures.as_deref()
    }

    /// Reads the rows that are held; what is rejected is noted where it is `noted`, unless the ledger
    /// has been settled.
    fn read_held<T: Send>(
        &self,
        held: &[HeldBatch],
        noted: bool,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Vec<T> {
        let ledger = Some(&self.ledger).filter(|ledger| noted && !ledger.is_settled());
        let results: Vec<_> = held
            .par_iter()
            .map(|of| {
                let batch = self.opened.held(of, Page::new(ledger));
                (read(&batch), batch.page.into_rejected())
            })
            .collect();
        results
            .into_iter()
            .map(|(result, rejected)| {
                self.ledger.add(0, 0, &Counts::default(), rejected);
                result
            })
            .collect()
    }

    /// Reads every row as [`Scan::read`] does, and gives each result to `take`, in the order of
    /// the rows, while others are being read: only few of them are in memory at a time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(in crate::extract) fn read_through<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
        mut take: impl FnMut(T) + Send,
    ) -> Result<(), ExtractError> {
        let pieces = self.opened.pieces();
        let read = |at: usize| {
            self.opened
                .read_piece(pieces[at], Some(&self.ledger), &read)
        };
        in_turn(pieces.len(), Self::at_once(), read, |piece| {
            self.note(piece).into_iter().for_each(&mut take);
            Ok(())
        })
    }

    /// Notes what a piece says in the ledger, and gives its results.
    fn note<T>(&self, piece: Piece<T>) -> Vec<T> {
        self.ledger
            .add(piece.file, piece.rows, &piece.counts, piece.rejected);
        piece.results
    }

    /// Pieces that are read, or wait to be taken in.
    pub(super) fn at_once() -> usize {
        2 * rayon::current_num_threads()
    }

    /// Every piece, read in parallel, in the order of the rows.
    fn read_pieces<T: Send>(
        &self,
        ledger: Option<&Ledger>,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Vec<Piece<T>>, ExtractError> {
        let pieces = self.opened.pieces().into_par_iter();
        pieces
            .map(|piece| self.opened.read_piece(piece, ledger, read))
            .collect()
    }
}
