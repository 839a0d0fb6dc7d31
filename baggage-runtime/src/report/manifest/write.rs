//! Manifests as text: whole, and as the lock that is committed.

use std::io;

use serde::Serialize as _;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::{At, FieldEntry, Manifest, SchemaEntry};

impl Manifest {
    /// The manifest as JSON with all that is known, what a merged report needs to be the same as a
    /// linked one. A member, a struct, a field or an accepted finding is one line, the last of them
    /// ends with a line feed.
    pub fn to_json(&self) -> String {
        self.lines()
    }

    /// The contract alone: the same without places in the source, version and accepted findings, so
    /// that it differs exactly when what other services rely on does.
    pub fn to_lock(&self) -> String {
        let fields = self.fields.iter();
        let schemas = self.schemas.iter();
        let lock = Manifest {
            version: None,
            allow: Vec::new(),
            at: At::default(),
            fields: fields.map(|field| FieldEntry { at: At::default(), ..field.clone() }).collect(),
            schemas: schemas
                .map(|schema| SchemaEntry { at: At::default(), ..schema.clone() })
                .collect(),
            ..self.clone()
        };
        lock.lines()
    }

    fn lines(&self) -> String {
        let mut text = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut text, Lines::default());
        let written = self.serialize(&mut serializer);
        written.expect("structs of strings and numbers always have a form in JSON");
        text.push(b'\n');
        String::from_utf8(text).expect("JSON is UTF-8")
    }
}

/// JSON with a line for each member of the document and for each item of its arrays.
#[derive(Default)]
struct Lines {
    depth: usize,
    /// Whether the array or object that ends has anything in it.
    has_value: bool,
}

/// Below this depth a line ends.
const DOCUMENT: usize = 1;
const ARRAY: usize = 2;

impl Lines {
    fn separate<W: io::Write + ?Sized>(
        &self,
        writer: &mut W,
        first: bool,
        lines: bool,
    ) -> io::Result<()> {
        match (first, lines) {
            (true, false) => Ok(()),
            (false, false) => writer.write_all(b", "),
            (true, true) => new_line(writer, self.depth),
            (false, true) => {
                writer.write_all(b",")?;
                new_line(writer, self.depth)
            }
        }
    }

    fn begin<W: io::Write + ?Sized>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(&[bracket])
    }

    fn end<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        bracket: u8,
        lines: bool,
    ) -> io::Result<()> {
        self.depth -= 1;
        if lines && self.has_value {
            new_line(writer, self.depth)?;
        }
        self.has_value = true;
        writer.write_all(&[bracket])
    }
}

fn new_line<W: io::Write + ?Sized>(writer: &mut W, depth: usize) -> io::Result<()> {
    writer.write_all(b"\n")?;
    writer.write_all("  ".repeat(depth).as_bytes())
}

impl Formatter for Lines {
    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'[')
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b']', self.depth == ARRAY)
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first, self.depth == ARRAY)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'{')
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b'}', self.depth == DOCUMENT)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first, self.depth == DOCUMENT)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}
