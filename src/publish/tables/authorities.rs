//! `authorities`.

use super::declaration::table;
use super::kind::{Category, Text};
use super::recurring::WORD;
use super::recurring::region_name;
use crate::tables::{Authorities, Authority};

table! {
    /// One row per authority of the list: what its code stands for.
    authorities by [authority];
    each authority: &'a Authority, list: &'a Authorities => AuthorityRows<'a>;

    authority = &authority.code;
    /// The authority's name.
    name: Text ["name"] = &authority.name;
    /// The region that it lies in; missing where the list names none.
    region: Option<Category> ["name"] = region_name(list, authority);
    /// The kind of council; missing where the list does not say.
    kind: Option<Category> [WORD] = authority.kind.as_deref();
    /// To whom its letter goes; missing where the list names nobody.
    addressee: Option<Text> ["lines separated by semicolons"] = authority.addressee.as_deref();
}
