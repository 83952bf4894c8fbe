//! The program: arguments in, exit code out.

mod allocator;
mod open_files;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

fn main() -> ExitCode {
    allocator::give_back();
    open_files::take_all();
    plumbline::cli::run()
}
