//! `authorities`.

use super::declaration::table;
use super::kind::{Category, Text};
use super::recurring::WORD;
use super::recurring::region_name;
use crate::tables::{Authorities, Authority};

/// The unit of a nine-character code.
const ONS_CODE: &str = "code of the Office for National Statistics";

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
    /// The authority's nine-character code; missing where the list has none.
    ons_code: Option<Category> [ONS_CODE] = authority.ons_code.as_deref();
    /// The nine-character code of its region; missing where the list has none.
    region_ons_code: Option<Category> [ONS_CODE] = region_code(list, authority);
}

/// The nine-character code of the region that an authority lies in.
fn region_code<'a>(list: &'a Authorities, authority: &Authority) -> Option<&'a str> {
    let region = authority.region?;
    list.regions()[region.index()].ons_code.as_deref()
}
