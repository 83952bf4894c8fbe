//! The gates between a feed and the public: what must hold of the sources and of the ratings
//! before a run takes the place of the one before it.
//!
//! A national extract that lost a third of its rows overnight is a broken feed, not news. Which
//! limits hold is the pipeline's business; here is only what each of them measures.

mod asked;
mod evidence;
mod feed_rows;
mod feeds;
mod kind;
mod losses;
mod stopped;

pub use self::asked::Gates;
pub use self::evidence::Shift;
pub use self::feed_rows::{Before, FeedBefore, FeedRows};
pub use self::kind::{Accepted, Gate};
pub use self::stopped::Stopped;
