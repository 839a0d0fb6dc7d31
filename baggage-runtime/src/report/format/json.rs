//! The report as JSON, format `baggage-report/1`.
//!
//! These structs are the format: the model may change, they may only grow. Arrays are sorted, and
//! there are no times, host names or absolute paths, so the same fleet gives the same bytes.

use serde::Serialize;

use super::Size;
use crate::report::Report;
use crate::report::finding::{Finding, Label, Phase};
use crate::report::flow::{Flow, Hop, HopKind, Load};
use crate::report::model::{Access, Declaration, Key, KeyId, Model, ServiceId, ServiceNode};
use crate::report::place::Place;

const FORMAT: &str = "baggage-report/1";

#[derive(Serialize)]
struct Document<'r> {
    format: &'static str,
    summary: Summary,
    services: Vec<ServiceView<'r>>,
    keys: Vec<KeyView<'r>>,
    /// What arrives and leaves, by service; `null` when no service declares `calls`.
    flows: Option<Vec<FlowView<'r>>>,
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
    notes: usize,
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
    /// What happens if nobody writes it any more.
    without: WithoutView<'r>,
    declarations: Vec<DeclarationView<'r>>,
}

#[derive(Serialize)]
struct WithoutView<'r> {
    /// Services that require it.
    fail: Vec<&'r str>,
    /// Services that do without it.
    go_on: Vec<&'r str>,
    /// Metrics that lose a label.
    metrics: Vec<String>,
}

/// What a service has to do with a key; only services that have to do with it.
#[derive(Serialize)]
struct MarkView<'r> {
    service: &'r str,
    /// `required`, `optional` or `null`.
    reads: Option<&'static str>,
    /// `always`, `maybe` or `null`.
    writes: Option<&'static str>,
    labels: bool,
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

/// Keys by name. May: with some request. Must: with every request.
#[derive(Serialize)]
struct FlowView<'r> {
    service: &'r str,
    /// Whether requests may start here.
    entry: bool,
    may_in: Vec<&'r str>,
    must_in: Vec<&'r str>,
    may_out: Vec<&'r str>,
    must_out: Vec<&'r str>,
    /// What `may_in` can look like.
    sample: String,
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
    /// 32 hexadecimal digits: the same as long as the finding is.
    fingerprint: String,
    /// Why it does not count.
    suppression: Option<SuppressionView<'r>>,
    /// `rollout` or `after`, for what a change brings.
    phase: Option<&'static str>,
    locations: Vec<LocationView<'r>>,
}

#[derive(Serialize)]
struct SuppressionView<'r> {
    /// `allow`, `baseline` or `before`.
    kind: &'static str,
    reason: &'r str,
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
pub(super) fn json(report: &Report) -> String {
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
            notes: counts.notes,
            allowed: counts.allowed,
        },
        services: model.services.iter().map(service).collect(),
        keys: model.keys.iter().enumerate().map(|(id, key)| key_view(model, id, key)).collect(),
        flows: model.flow.as_ref().map(|flow| flows(model, flow)),
        hops: model.flow.as_ref().map(|flow| hops(model, flow)),
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
        without: without(model, id),
        declarations: key.declarations.keys().map(|it| declaration(model, key, it)).collect(),
    }
}

fn without(model: &Model, key: KeyId) -> WithoutView<'_> {
    let names =
        |ids: &[ServiceId]| ids.iter().map(|id| model.services[*id].name.as_str()).collect();
    let without = model.without(key);
    WithoutView {
        fail: names(&without.fail),
        go_on: names(&without.go_on),
        metrics: without.metrics.into_iter().collect(),
    }
}

fn marks(model: &Model, key: KeyId) -> Vec<MarkView<'_>> {
    let marks = model.services.iter().enumerate().map(|(id, service)| {
        let mark = model.mark(key, id);
        MarkView {
            service: &service.name,
            reads: mark.reads.map(|required| if required { "required" } else { "optional" }),
            writes: mark.writes.map(|always| if always { "always" } else { "maybe" }),
            labels: mark.labels,
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
        r#type: &declaration.wire.name,
        aliases: &declaration.aliases,
        max_bytes: at_most(declaration.size),
        class: declaration.class.name(),
        readers: model.names(&reads),
        writers: model.names(&writes),
        place: declaration.place.as_ref().map(place),
    }
}

fn flows<'r>(model: &'r Model, flow: &'r Flow) -> Vec<FlowView<'r>> {
    let name = |key: KeyId| model.keys[key].name.as_str();
    let names = |load: Load| load.members.into_iter().map(|(key, _)| name(key)).collect();
    let view = |(id, service): (ServiceId, &'r ServiceNode)| FlowView {
        service: &service.name,
        entry: flow.is_entry(id),
        may_in: names(flow.arrives(id)),
        must_in: flow.guaranteed(id).map(name).collect(),
        may_out: names(flow.sends(id)),
        must_out: flow.always_sends(id).map(name).collect(),
        sample: model.sample(id),
    };
    model.services.iter().enumerate().map(view).collect()
}

fn hops<'r>(model: &'r Model, flow: &'r Flow) -> Vec<HopView<'r>> {
    flow.hops.iter().map(|it| hop(model, it, &flow.load(it))).collect()
}

fn hop<'r>(model: &'r Model, hop: &'r Hop, load: &Load) -> HopView<'r> {
    let member = |(key, size): &(KeyId, Size)| MemberView {
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
        fingerprint: finding.fingerprint(),
        suppression: finding.suppression().map(|suppression| SuppressionView {
            kind: suppression.kind().name(),
            reason: suppression.reason(),
        }),
        phase: finding.phase().map(Phase::name),
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
