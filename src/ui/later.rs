//! What is not needed for the first look at an image: a second module, which is loaded once that is on the screen, or before that for a list of tags, an error, a sign-in
//! or a schema-1 manifest.
//!
//! [`Later`] is the door to it: code that is named there, and nowhere else, ends up in the second module.

use super::{
    asked::view_asked,
    badge::{view_badge, view_way_back},
    browse::{BrowseProps, reading::Readings, view_browse},
    commands::{Command, file_commands},
    contents::{Contents, ContentsProps},
    descriptor::{view_config_more, view_entry_more},
    doctor::lines::curl,
    drop_target::{DropTarget, DropTargetProps, open},
    file_tree::{FileTree, FileTreeProps},
    inspection_run::Run,
    inspection_state::{Failure, IndexPhase, InspectionState},
    layer::Layer,
    layer_events::tell_layer,
    layer_kind::view_layer_more,
    layer_notices::view_layer_notices,
    layer_proof::{view_compression_lie, view_layer_proof},
    layer_row::LayerRowProps,
    layers_status::{LayersStatus, layers_status},
    navigation::{Destination, Navigator, Target},
    notice::{Notice, of_failure},
    page_notices::{view_document_notices, view_entry_notice, view_failed, view_unread_config},
    problem_counts::view_problem_counts,
    raw::body::{BodyProps, view_body},
    referrers::{ReferrersProps, view_section},
    report::ReportProps,
    schema1::{self, Schema1View},
    shared::Shared,
    show_part::{Missing, view_part},
    sign_in::{self, SignIn, view_signing_in},
    sizes::{view_entry_fault, view_sizes},
    summary::{Fact, view_siblings},
    use_inspection::PageSource,
    use_lint::Checking,
    use_signatures::check_all,
    verification_queue::Order,
    verification_state::{Blob, VerificationState},
    way::view_astray,
};
use crate::{
    browser::{
        Host, address, archives, clock,
        door::{self, Door, IS_SPLIT, Loader},
    },
    inspection::{InspectionError, Root, given::Given},
    oci::{
        Digest, ImageReference, LayoutReference, Reference, ReferenceError, Schema1, index::Row,
        lint,
    },
    source::{ArchiveFault, GatewaysError},
    verify::{content::Content, layer_state::LayerState, signature::SignatureState},
};
use futures::future::LocalBoxFuture;
use std::{rc::Rc, time::Duration};
use web_sys::File;
use yew::prelude::*;

pub use crate::browser::door::NotLoaded;

/// As long as a browser takes until it begins to paint.
pub const MOMENT: Duration = Duration::from_millis(25);

/// What the second module holds.
#[derive(Clone, Copy)]
pub struct Later {
    /// Everything that a schema-1 manifest says, and what is known of its signatures.
    pub schema1: fn(&Rc<InspectionState>, &Rc<[SignatureState]>) -> Html,
    /// The layers of such a manifest.
    pub schema1_layers: fn(&Schema1) -> Shared<Vec<Layer>>,
    /// The few facts that most people came for, of such a manifest.
    pub schema1_facts: fn(&Schema1, Html, Html) -> Vec<Fact>,
    /// A registry's catalog, or the tags of a repository or layout.
    pub browse: fn(&BrowseProps) -> Html,
    /// The image that a text names, whatever stands around the name.
    pub read: fn(&str) -> Result<ImageReference, ReferenceError>,
    /// What a text means that a person typed.
    pub typed: fn(&str) -> Destination,
    /// What the image of a link or of an attribute means, if not what it says; whether the address is to say so.
    pub linked: fn(&Target, bool) -> Option<Destination>,
    /// The other tags that are known to lead to a digest.
    pub siblings: fn(&Readings, Option<&str>, &Digest) -> Vec<AttrValue>,
    /// Shows these.
    pub view_siblings: fn(&ImageReference, &[AttrValue]) -> Html,
    /// The name that a file has where it lies.
    pub file_name: fn(&LayoutReference) -> Option<String>,
    /// The lines for a file, if it is one; whether it is of the form that Docker had first.
    pub file_commands: fn(&LayoutReference, bool) -> Option<Vec<Command>>,
    /// The line for curl that asks a registry for a URL and accepts these types.
    pub curl: fn(&Reference, &str, Option<&str>) -> String,
    /// Shows what is in a file, or the image that a reference names, if it is of this file.
    pub open: fn(File, &str, &Navigator),
    /// Takes files that are dropped on the page.
    pub drop_target: fn(&DropTargetProps) -> Html,
    /// Looks into the file of a name.
    pub look_into: fn(String) -> LocalBoxFuture<'static, Result<(), ArchiveFault>>,
    /// The form that signs in to a registry, the way to it, and whether a password may go elsewhere.
    pub sign_in: fn(&SignIn, &sign_in::View) -> Html,
    /// Why nothing can be shown of what a reference names, and what helps.
    pub failure: fn(&InspectionState, &Shared<Failure>) -> Html,
    /// The same, in words for the page around an element.
    pub notice: fn(&Failure) -> Notice,
    /// Why the config could not be read, and what helps.
    pub unread_config: fn(&InspectionState, &InspectionError) -> Html,
    /// Goes on with what a person brought in place of a document.
    pub go_on: fn(Run, Rc<PageSource>, Given) -> LocalBoxFuture<'static, ()>,
    /// Documents that are not what was asked for.
    pub document_notices: fn(&InspectionState, Option<&Digest>) -> Html,
    /// Why no image of an index is shown, or not the one that was asked for.
    pub entry_notice: fn(&InspectionState) -> Html,
    /// Tells the host element what came of a layer.
    pub tell_layer: fn(&Host, &Blob, &LayerState),
    /// That the manifest of an entry could not be read, and why, unless a notice says so of the chosen one.
    pub entry_fault: fn(&InspectionError, bool) -> Html,
    /// How many problems there are; whether their list is shown as well.
    pub problem_counts: fn(&InspectionState, bool) -> Html,
    /// An image in one line.
    pub badge: fn(&InspectionState, &VerificationState) -> Html,
    /// Back to the image that an embedded element itself names.
    pub way_back: fn(&AttrValue, &Callback<MouseEvent>) -> Html,
    /// Layers whose bytes are wrong.
    pub layer_notices: fn(&[Layer], &VerificationState, Option<&ImageReference>) -> Html,
    /// How far layers are read, and what came of it.
    pub layers_status: fn(&[Layer], &VerificationState) -> LayersStatus,
    /// How far a layer is read, or what came of it.
    pub layer_proof: fn(&LayerRowProps) -> Html,
    /// Of a layer whose bytes are compressed in another way than its media type says.
    pub compression_lie: fn(&Layer, &Content) -> Option<Html>,
    /// Where a foreign layer is, and what the descriptor of a layer says besides.
    pub layer_more: fn(&Layer) -> Html,
    /// What the descriptor of an index's entry says besides.
    pub entry_more: fn(&Root, usize) -> Html,
    /// What the descriptor of the config says besides, if it does.
    pub config_more: fn(&InspectionState) -> Html,
    /// Why the gateways of the page are not used.
    pub astray: fn(&GatewaysError) -> Html,
    /// Checks the signatures of a schema-1 manifest.
    pub check_signatures: fn(Shared<Root>) -> LocalBoxFuture<'static, Vec<SignatureState>>,
    /// Verifies layers.
    pub verify: fn(Order),
    /// A document in the raw view, beyond its plain text.
    pub raw: fn(&BodyProps) -> Html,
    /// Checks the rules that need more than one field, over documents and layers.
    pub check: fn(Checking) -> LocalBoxFuture<'static, ()>,
    /// What a rule says.
    pub explain: fn(&str) -> Option<lint::Entry>,
    /// The files in the layers.
    pub files: fn(&FileTreeProps) -> Html,
    /// The blobs of an artifact.
    pub contents: fn(&ContentsProps) -> Html,
    /// Reads the sizes of all images of an index.
    pub sizes: fn(&IndexPhase, &Rc<Vec<Row>>) -> Html,
    /// What refers to the image.
    pub referrers: fn(&ReferrersProps) -> Html,
    /// Makes a report, and compares with one.
    pub report: fn(&ReportProps) -> Html,
    /// The rules of the stylesheet for all that.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "only browsers have stylesheets")
    )]
    style: &'static str,
}

/// Everything that the second module holds: the door to it, to be named by the program alone.
// Not compiled once more into the program, with all that it calls.
#[inline(never)]
pub fn all() -> Later {
    Later {
        schema1: |state, signatures| {
            html! { <Schema1View state={Rc::clone(state)} signatures={Rc::clone(signatures)} /> }
        },
        schema1_layers: schema1::layers_of,
        schema1_facts: schema1::facts_of,
        browse: view_browse,
        read: str::parse,
        typed: Destination::typed,
        linked: |target, is_address| {
            let destination = Destination::linked(target)?;
            // Not that of a page which only embeds this.
            if is_address && address::permalink().image.as_deref() == Some(&target.image) {
                address::replace(&destination.query());
            }
            Some(destination)
        },
        siblings: Readings::siblings,
        view_siblings,
        file_name: LayoutReference::file_name,
        file_commands,
        curl,
        open,
        drop_target: |props| {
            html! { <DropTarget ..props.clone() /> }
        },
        look_into: |name| Box::pin(async move { archives::look_into(&name).await }),
        sign_in: view_signing_in,
        failure: view_failed,
        notice: of_failure,
        unread_config: view_unread_config,
        go_on: |run, source, given| Box::pin(run.go_on(source, given)),
        document_notices: view_document_notices,
        entry_notice: view_entry_notice,
        tell_layer,
        entry_fault: view_entry_fault,
        problem_counts: view_problem_counts,
        badge: view_badge,
        way_back: view_way_back,
        layer_notices: view_layer_notices,
        layers_status,
        layer_proof: view_layer_proof,
        compression_lie: view_compression_lie,
        layer_more: view_layer_more,
        entry_more: view_entry_more,
        config_more: view_config_more,
        astray: view_astray,
        check_signatures: |root| Box::pin(check_all(root)),
        verify: Order::begin,
        raw: view_body,
        check: |checking| Box::pin(checking.run()),
        explain: lint::explain,
        files: |props| {
            html! { <FileTree key={props.image.as_str()} ..props.clone() /> }
        },
        contents: |props| {
            html! { <Contents key={props.names()} ..props.clone() /> }
        },
        sizes: view_sizes,
        referrers: view_section,
        report: |props| {
            let props = props.clone();
            view_asked(move |asked| (asked.report)(&props))
        },
        style: include_str!(concat!(env!("OUT_DIR"), "/later.css")),
    }
}

thread_local! {
    static DOOR: Door<Later> = if IS_SPLIT { Door::closed() } else { Door::open(all()) };
}

/// How the second module comes.
pub fn comes_by(loader: Loader<Later>) {
    DOOR.with(|door| door.comes_by(loader));
}

/// The rules of the second module stand behind those of the page.
fn dress(later: Later) {
    #[cfg(target_arch = "wasm32")]
    crate::browser::style::extend(later.style);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = later;
}

/// Loads the second module, unless it is there. What fails can be tried again.
///
/// # Errors
/// [`NotLoaded`].
pub async fn load() -> Result<Later, NotLoaded> {
    let later = door::load(&DOOR).await?;
    dress(later);
    Ok(later)
}

/// The same, at rest: once the browser has painted what is there, since reading and compiling a module keeps it from that; and for whoever shows what came
/// once it has painted that in its new style. Both at once hold up who scrolls.
///
/// # Errors
/// [`NotLoaded`].
pub async fn load_at_rest() -> Result<Later, NotLoaded> {
    if let Some(later) = loaded() {
        return Ok(later);
    }
    clock::sleep(MOMENT).await;
    let later = load().await?;
    clock::sleep(MOMENT).await;
    Ok(later)
}

/// The second module, if it is there.
pub fn loaded() -> Option<Later> {
    DOOR.with(Door::part)
}

/// A view of the second module, once it is there.
pub fn view_later(view: impl Fn(Later) -> Html + 'static) -> Html {
    view_part(loaded, start, Callback::from(view), Missing::Said)
}

/// The same for what nothing else tells of: where the module cannot be loaded, `on_missing` is called once that is on the screen.
pub fn view_later_or(view: impl Fn(Later) -> Html + 'static, on_missing: Callback<()>) -> Html {
    view_part(
        loaded,
        start,
        Callback::from(view),
        Missing::Told(on_missing),
    )
}

/// The same for what nobody waits for.
pub fn view_unawaited(view: impl Fn(Later) -> Html + 'static) -> Html {
    view_part(loaded, start, Callback::from(view), Missing::Unnoticed)
}

fn start() -> LocalBoxFuture<'static, Result<(), NotLoaded>> {
    Box::pin(async { load_at_rest().await.map(drop) })
}

/// The same without a component around it, if the module is there: for what has no state of its own, and comes and goes among what has.
pub fn view_now_or_later(view: impl Fn(Later) -> Html + 'static) -> Html {
    match loaded() {
        Some(later) => view(later),
        None => view_later(view),
    }
}
