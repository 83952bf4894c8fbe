//! Elements and attributes of the XML in workbooks.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Gives each element of `content` to `each` as it begins, those without content too.
pub(super) fn elements(
    content: impl BufRead,
    mut each: impl FnMut(&BytesStart<'_>),
) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) | Event::Empty(start) => each(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// The attribute called `name`.
pub(super) fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    unescaped(&attribute.value)
}

/// What `read` makes of the attribute called `name`, which has nothing to unescape.
pub(super) fn plain<T>(
    element: &BytesStart<'_>,
    name: &[u8],
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    read(std::str::from_utf8(&attribute.value).ok()?)
}

/// The attribute whose name behind any prefix is `name`.
pub(super) fn attribute_of_any_prefix(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = element.attributes();
    let mut known = attributes.with_checks(false).filter_map(Result::ok);
    let found = known.find(|known| known.key.local_name().as_ref() == name)?;
    unescaped(&found.value)
}

fn unescaped(value: &[u8]) -> Option<String> {
    let value = quick_xml::escape::unescape(std::str::from_utf8(value).ok()?);
    value.ok().map(Cow::into_owned)
}
