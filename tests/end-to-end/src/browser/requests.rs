//! What a tab asks for, its frames and workers included: the entries of a document's own `performance` know nothing of a worker, and layers
//! are read by workers.

use super::devtools::{DevTools, Socket};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_tungstenite::tungstenite::Message;

/// A session that is gone, as a worker's is that was ended before it heard the command.
const NO_SESSION: i64 = -32001;

/// Whoever wants to know all addresses so far.
type Asker = oneshot::Sender<Vec<String>>;

/// The addresses that a tab asks for, from now on until this is dropped.
pub(super) struct Requests {
    askers: mpsc::UnboundedSender<Asker>,
    task: JoinHandle<()>,
}

impl Requests {
    /// Of the tab that has this handle.
    pub async fn of_tab(devtools: &DevTools, handle: &str) -> Self {
        let socket = devtools.connect().await.expect("a connection");
        let (askers, asked) = mpsc::unbounded_channel();
        let (began, begun) = oneshot::channel();
        let recorder = Recorder {
            socket,
            sent: 0,
            urls: Vec::new(),
            waiting: Vec::new(),
        };
        let task = crate::SERVERS.spawn(recorder.run(handle.to_owned(), began, asked));
        begun.await.expect("the tab is listened to");
        Self { askers, task }
    }

    /// All so far.
    pub async fn so_far(&self) -> Vec<String> {
        let (asker, answer) = oneshot::channel();
        // If nobody listens any more, there is no answer either.
        let _ = self.askers.send(asker);
        answer.await.expect("the tab is still listened to")
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Recorder {
    socket: Socket,
    /// How many commands were given: their numbers are 1, 2, 3 …
    sent: u64,
    urls: Vec<String>,
    /// Who is told what is known when the command of this number is answered.
    waiting: Vec<(u64, Asker)>,
}

impl Recorder {
    async fn run(
        mut self,
        handle: String,
        began: oneshot::Sender<()>,
        mut asked: mpsc::UnboundedReceiver<Asker>,
    ) {
        let tab = json!({ "targetId": handle, "flatten": true });
        self.give("Target.attachToTarget", tab, None).await;
        let mut began = Some(began);
        loop {
            tokio::select! {
                message = self.socket.next() => {
                    let Some(Ok(message)) = message else { return };
                    let text = message.into_text().unwrap_or_default();
                    let message: Value = serde_json::from_str(&text).unwrap_or_default();
                    self.heard(&message).await;
                    // The last of the commands that the tab itself is given.
                    if message["id"] == 4 && let Some(began) = began.take() {
                        // A test that ended meanwhile does not need to know.
                        let _ = began.send(());
                    }
                }
                Some(asker) = asked.recv() => {
                    // Messages come in order: with the answer, all is known that the browser knew at the question.
                    let number = self.give("Browser.getVersion", json!({}), None).await;
                    self.waiting.push((number, asker));
                }
            }
        }
    }

    async fn heard(&mut self, message: &Value) {
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("Target.attachedToTarget") => {
                let session = parameters["sessionId"].as_str();
                // No bytes are kept for a look at them later: layers are large.
                let keep_nothing = json!({ "maxTotalBufferSize": 0, "maxResourceBufferSize": 0 });
                self.give("Network.enable", keep_nothing, session).await;
                // What the target starts waits until it is listened to as well.
                let children =
                    json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
                self.give("Target.setAutoAttach", children, session).await;
                self.give("Runtime.runIfWaitingForDebugger", json!({}), session)
                    .await;
            }
            Some("Network.requestWillBeSent") => self.note(&parameters["request"]["url"]),
            Some("Network.webSocketCreated" | "Network.webTransportCreated") => {
                self.note(&parameters["url"]);
            }
            Some(_) => {}
            None => {
                let error = &message["error"];
                assert!(
                    error.is_null() || error["code"] == NO_SESSION,
                    "the browser does not tell what is asked for: {error}"
                );
                for (_, asker) in self
                    .waiting
                    .extract_if(.., |(number, _)| message["id"] == *number)
                {
                    // A test that ended meanwhile does not need to know.
                    let _ = asker.send(self.urls.clone());
                }
            }
        }
    }

    fn note(&mut self, url: &Value) {
        self.urls.push(url.as_str().unwrap_or_default().to_owned());
    }

    /// Gives a command to a session, or to the browser as a whole; gives its number.
    async fn give(&mut self, method: &str, parameters: Value, session: Option<&str>) -> u64 {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        // If the browser is gone, no answer comes, and whoever waits for one says so.
        let _ = self.socket.send(Message::text(command.to_string())).await;
        self.sent
    }
}
