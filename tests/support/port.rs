//! What a health check may find behind its port.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Deserialize;

/// How a port of the loopback interface behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// Whoever connects is answered, in HTTP.
    Open,
    /// Connections are refused.
    Closed,
    /// Nothing answers at all, not even a refusal.
    Silent,
}

/// A port that behaves in one way while this lives.
#[derive(Debug)]
pub struct Port {
    done: Arc<AtomicBool>,
    server: Option<JoinHandle<()>>,
    /// What keeps a silent port silent: a listener whose queue is full, and the connection that fills it.
    _silent: Option<(socket2::Socket, TcpStream)>,
}

impl Port {
    /// Makes a port behave.
    pub fn new(port: u16, behaviour: Behaviour) -> std::io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let done = Arc::new(AtomicBool::new(false));
        let (mut server, mut silent) = (None, None);
        match behaviour {
            Behaviour::Closed => {}
            Behaviour::Open => {
                let listener = TcpListener::bind(address)?;
                listener.set_nonblocking(true)?;
                let done = Arc::clone(&done);
                server = Some(std::thread::spawn(move || serve(&listener, &done)));
            }
            Behaviour::Silent => {
                let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
                listener.set_reuse_address(true)?;
                listener.bind(&address.into())?;
                // A queue of 0 holds one connection; the kernel drops what else knocks.
                listener.listen(0)?;
                silent = Some((listener, TcpStream::connect(address)?));
            }
        }
        Ok(Self {
            done,
            server,
            _silent: silent,
        })
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

fn serve(listener: &TcpListener, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let Ok((mut stream, _)) = listener.accept() else {
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        // A bare connect sends nothing and closes; a request is answered whatever it asks for.
        let _ = stream.set_nonblocking(false);
        let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
        if stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
            let _ = stream.write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }
}
