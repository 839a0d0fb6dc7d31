//! How a key comes to a service: the answer to `--why KEY --at SERVICE`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::flow::Flow;
use super::format::visible;
use super::model::{KeyId, Model, ServiceId, find_key, find_service};

/// The ways from each writer of the key to the service, and one on which it is missing. The error
/// says what of the question is not in the fleet.
pub(super) fn why(model: &Model, key: &str, at: &str) -> Result<String, String> {
    let shown = |name: &str| visible(name);
    let Some(service) = find_service(&model.services, at) else {
        return Err(format!("the fleet has no service `{}`", shown(at)));
    };
    let Some(id) = find_key(&model.keys, key) else {
        return Err(format!("the fleet has no key `{}`", shown(key)));
    };
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "`{}` {} `{}`", shown(at), deed(model, id, service), shown(key));
    match &model.flow {
        Some(flow) => write_ways(&mut out, model, flow, id, service),
        None => {
            let _ = writeln!(out, "no service declares calls, so nothing is known of the ways");
        }
    }
    Ok(out)
}

fn deed(model: &Model, key: KeyId, service: ServiceId) -> &'static str {
    let mark = model.mark(key, service);
    match (mark.reads, mark.writes) {
        (Some(_), Some(_)) => "reads and writes",
        (Some(true), None) => "requires",
        (Some(false), None) => "reads, if present,",
        (None, Some(_)) => "writes",
        (None, None) if mark.carries => "carries, and does not use,",
        (None, None) => "has nothing to do with",
    }
}

fn write_ways(out: &mut String, model: &Model, flow: &Flow, key: KeyId, service: ServiceId) {
    let arrives = match (flow.may_arrive(service, key), flow.must_arrive(service, key)) {
        (_, true) => "it arrives with every request",
        (true, false) => "it may arrive, and may be missing",
        (false, false) => "it never arrives",
    };
    let _ = writeln!(out, "{arrives}\n");
    let writers: BTreeSet<ServiceId> =
        model.keys[key].writes().map(|(_, used)| used.service).collect();
    for writer in writers {
        let name = visible(&model.services[writer].name);
        match flow.way(key, [writer], service) {
            Some(way) => write_way(out, model, &format!("from `{name}`"), &way),
            None if writer == service => {}
            None => {
                let _ = writeln!(out, "not from `{name}`: it is not upstream");
            }
        }
    }
    if model.is_sent_by_client(&model.keys[key]) {
        let entries = (0..model.services.len()).filter(|id| flow.lets_in(*id, key));
        for entry in entries {
            let way =
                if entry == service { Some(vec![entry]) } else { flow.way(key, [entry], service) };
            if let Some(way) = way {
                write_way(out, model, "from clients", &way);
            }
        }
    }
    if flow.may_arrive(service, key)
        && let Some(way) = flow.unset(&BTreeSet::from([key])).way(service)
    {
        write_way(out, model, "missing", &way);
    }
}

fn write_way(out: &mut String, model: &Model, what: &str, way: &[ServiceId]) {
    let names: Vec<String> = way.iter().map(|id| visible(&model.services[*id].name)).collect();
    let _ = writeln!(out, "{what}: {}", names.join(" → "));
}
