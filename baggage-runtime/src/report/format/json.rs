//! The report as JSON, format `baggage-report/1`.
//!
//! These structs are the format: the model may change, they may only grow. Arrays are sorted, and
//! there are no times, host names or absolute paths, so the same fleet gives the same bytes.

use serde::Serialize;

use super::{Report, Size};
use crate::report::finding::{Finding, Label};
use crate::report::flow::{Hop, HopKind, Load, Paths};
use crate::report::model::{Access, Declaration, Key, KeyId, Model, ServiceNode};
use crate::report::place::Place;

const FORMAT: &str = "baggage-report/1";

#[derive(Serialize)]
struct Document<'r> {
    format: &'static str,
    summary: Summary,
    services: Vec<ServiceView<'r>>,
    keys: Vec<KeyView<'r>>,
    /// `null` when no service declares `calls`.
    hops: Option<Vec<HopView<'r>>>,
    findings: Vec<FindingView<'r>>,
}

#[derive(Serialize)]
struct Summary {
    services: usize,
    keys: usize,
    errors: usize,
    warnings: usize,
    allowed: usize,
}

#[derive(Serialize)]
struct ServiceView<'r> {
    name: &'r str,
    /// Whether the service has a declaration, or is only named in documentation.
    declared: bool,
    doc: &'r str,
    owner: Option<&'r str>,
    version: Option<&'r str>,
    ingress: &'static str,
    calls: Vec<&'r str>,
    third_parties: Vec<&'r str>,
    strips: Vec<&'r str>,
    reserved: Vec<&'r str>,
    places: Vec<PlaceView<'r>>,
}

#[derive(Serialize)]
struct KeyView<'r> {
    key: &'r str,
    /// The wire type of its writer, or of a reader where there is no writer.
    r#type: &'r str,
    /// Bytes of key, `=` and value; `null` when there is no bound or no writer.
    max_bytes: Option<usize>,
    bounded: bool,
    class: &'static str,
    owner: Option<String>,
    doc: &'r str,
    public: bool,
    from_client: bool,
    services: Vec<MarkView<'r>>,
    declarations: Vec<DeclarationView<'r>>,
}

/// What a service has to do with a key; only services that have to do with it.
#[derive(Serialize)]
struct MarkView<'r> {
    service: &'r str,
    /// `required`, `optional` or `null`.
    reads: Option<&'static str>,
    /// `always`, `maybe` or `null`.
    writes: Option<&'static str>,
    strips: bool,
    carries: bool,
}

#[derive(Serialize)]
struct DeclarationView<'r> {
    schema: &'r str,
    r#type: &'r str,
    aliases: &'r [String],
    max_bytes: Option<usize>,
    class: &'static str,
    readers: Vec<&'r str>,
    writers: Vec<&'r str>,
    place: Option<PlaceView<'r>>,
}

#[derive(Serialize)]
struct HopView<'r> {
    from: &'r str,
    to: &'r str,
    /// `service`, `unknown` or `third-party`.
    kind: &'static str,
    /// The most bytes of the bounded members and the commas between all members.
    bytes: usize,
    bounded: bool,
    members: Vec<MemberView<'r>>,
}

#[derive(Serialize)]
struct MemberView<'r> {
    key: &'r str,
    /// `null` when there is no bound.
    max_bytes: Option<usize>,
}

#[derive(Serialize)]
struct FindingView<'r> {
    rule: &'static str,
    severity: &'static str,
    /// Empty for a finding about a service.
    key: &'r str,
    services: &'r [String],
    message: &'r str,
    help: &'static str,
    /// The reason of the services that accept it.
    allowed: Option<&'r str>,
    locations: Vec<LocationView<'r>>,
}

#[derive(Serialize)]
struct LocationView<'r> {
    label: &'r str,
    #[serde(flatten)]
    place: PlaceView<'r>,
}

#[derive(Serialize)]
struct PlaceView<'r> {
    package: Option<&'r str>,
    file: &'r str,
    line: u32,
}

/// The whole report; ends with a line feed.
pub(in crate::report) fn json(report: &Report) -> String {
    let text = serde_json::to_string_pretty(&document(report));
    text.expect("structs of strings and numbers always have a form in JSON") + "\n"
}

fn document(report: &Report) -> Document<'_> {
    let model = &report.model;
    let counts = report.counts();
    Document {
        format: FORMAT,
        summary: Summary {
            services: model.services.len(),
            keys: model.keys.len(),
            errors: counts.errors,
            warnings: counts.warnings,
            allowed: counts.allowed,
        },
        services: model.services.iter().map(service).collect(),
        keys: model.keys.iter().enumerate().map(|(id, key)| key_view(model, id, key)).collect(),
        hops: model.paths.as_ref().map(|paths| hops(model, paths)),
        findings: report.findings().iter().map(finding).collect(),
    }
}

fn service(service: &ServiceNode) -> ServiceView<'_> {
    ServiceView {
        name: &service.name,
        declared: service.is_declared(),
        doc: &service.doc,
        owner: service.owner.as_deref(),
        version: service.version.as_deref(),
        ingress: service.ingress.name(),
        calls: service.calls.iter().map(String::as_str).collect(),
        third_parties: service.third_parties.iter().map(String::as_str).collect(),
        strips: service.strips.iter().map(String::as_str).collect(),
        reserved: service.reserved.iter().map(String::as_str).collect(),
        places: service.places.iter().map(place).collect(),
    }
}

fn key_view<'r>(model: &'r Model, id: KeyId, key: &'r Key) -> KeyView<'r> {
    let size = model.size(key);
    KeyView {
        key: &key.name,
        r#type: super::wire(key),
        max_bytes: size.and_then(at_most),
        bounded: size != Some(Size::Unbounded),
        class: key.class().name(),
        owner: model.owner(key),
        doc: key.doc(),
        public: key.is_public(),
        from_client: key.is_from_client(),
        services: marks(model, id),
        declarations: key.declarations.keys().map(|it| declaration(model, key, it)).collect(),
    }
}

fn marks(model: &Model, key: KeyId) -> Vec<MarkView<'_>> {
    let marks = model.services.iter().enumerate().map(|(id, service)| {
        let mark = model.mark(key, id);
        MarkView {
            service: &service.name,
            reads: mark.reads.map(|required| if required { "required" } else { "optional" }),
            writes: mark.writes.map(|always| if always { "always" } else { "maybe" }),
            strips: mark.strips,
            carries: mark.carries,
        }
    });
    marks
        .filter(|mark| mark.reads.is_some() || mark.writes.is_some() || mark.strips || mark.carries)
        .collect()
}

fn declaration<'r>(
    model: &'r Model,
    key: &'r Key,
    declaration: &'r Declaration,
) -> DeclarationView<'r> {
    let (writes, reads): (Vec<_>, Vec<_>) = key
        .uses()
        .filter(|(it, _)| *it == declaration)
        .partition(|(_, used)| matches!(used.access, Access::Write { .. }));
    DeclarationView {
        schema: &declaration.schema,
        r#type: &declaration.wire,
        aliases: &declaration.aliases,
        max_bytes: at_most(declaration.size),
        class: declaration.class.name(),
        readers: model.names(&reads),
        writers: model.names(&writes),
        place: declaration.place.as_ref().map(place),
    }
}

fn hops<'r>(model: &'r Model, paths: &'r Paths) -> Vec<HopView<'r>> {
    paths.hops.iter().map(|it| hop(model, it, &paths.load(it, &model.keys))).collect()
}

fn hop<'r>(model: &'r Model, hop: &'r Hop, load: &Load) -> HopView<'r> {
    let member = |(key, size): (&KeyId, &Size)| MemberView {
        key: &model.keys[*key].name,
        max_bytes: at_most(*size),
    };
    HopView {
        from: &model.services[hop.from].name,
        to: &hop.to,
        kind: match hop.kind {
            HopKind::Known => "service",
            HopKind::Unknown => "unknown",
            HopKind::ThirdParty => "third-party",
        },
        bytes: load.bytes(),
        bounded: load.unbounded().next().is_none(),
        members: load.members.iter().map(member).collect(),
    }
}

fn finding(finding: &Finding) -> FindingView<'_> {
    FindingView {
        rule: finding.rule(),
        severity: finding.severity().name(),
        key: finding.key(),
        services: finding.services(),
        message: finding.message(),
        help: finding.help(),
        allowed: finding.allowed(),
        locations: finding.labels().iter().map(location).collect(),
    }
}

fn location(label: &Label) -> LocationView<'_> {
    LocationView { label: label.text(), place: place(label.place()) }
}

fn place(place: &Place) -> PlaceView<'_> {
    PlaceView { package: place.package(), file: place.file(), line: place.line() }
}

fn at_most(size: Size) -> Option<usize> {
    match size {
        Size::AtMost(bytes) => Some(bytes),
        Size::Unbounded => None,
    }
}
