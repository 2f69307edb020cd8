//! Porthole from end to end: its page in a real browser, real registries, real images. By subject, one module each.

mod accessibility;
mod archives;
mod bad_input;
mod browsing;
mod compression;
mod connecting;
mod contents;
mod defects;
mod doctor;
mod element;
mod element_page;
mod element_policy;
mod files;
mod formats;
mod gateway_servers;
mod gateways;
mod hostile_text;
mod navigation;
mod problems;
mod rare;
mod raw;
mod referrers;
mod report;
mod requests;
mod rules;
mod sample;
mod schema1;
#[path = "../../../support/signing.rs"]
mod signing;
mod signing_in;
mod sizes;
mod timeouts;
mod unpacking;
mod verification;
