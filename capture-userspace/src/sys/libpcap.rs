//! libpcap, and Npcap on Windows: bound when it is needed, so that a host without it lacks nothing else.
//!
//! The declarations follow the manual pages pcap(3PCAP) and those that it names. What every release since
//! 1.0 has is required; without a function that came later, only what it does is missing.

use std::{
    cell::Cell,
    ffi::{CStr, CString, OsString, c_char, c_int, c_long, c_uint, c_ushort, c_void},
    io,
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ptr::{self, NonNull},
    slice,
    sync::Arc,
    time::Duration,
};

use capture_common::{Direction, Timestamp};
use thiserror::Error;

use crate::{
    devices::{Connection, Device, State},
    diag::os_words,
};

/// Length of the buffer for messages (`PCAP_ERRBUF_SIZE`).
const MESSAGE_LEN: usize = 256;

/// `PCAP_ERROR`: the message says all.
const ERROR: c_int = -1;

/// `PCAP_TSTAMP_PRECISION_NANO`.
const NANOSECONDS: c_int = 1;

/// `PCAP_CHAR_ENC_UTF_8`.
const UTF_8: c_uint = 1;

/// `struct pcap_if`.
#[repr(C)]
struct RawDevice {
    next: *const RawDevice,
    name: *const c_char,
    description: *const c_char,
    addresses: *const RawAddress,
    flags: c_uint,
}

/// `struct pcap_addr`: the device's own address; others follow that are not used.
#[repr(C)]
struct RawAddress {
    next: *const RawAddress,
    address: *const [u8; 2],
}

/// `struct timeval`; on macOS its second half is shorter.
#[repr(C)]
struct RawTime {
    secs: c_long,
    #[cfg(target_vendor = "apple")]
    fraction: c_int,
    #[cfg(not(target_vendor = "apple"))]
    fraction: c_long,
}

/// `struct pcap_pkthdr`.
#[repr(C)]
struct RawHeader {
    ts: RawTime,
    caplen: u32,
    len: u32,
}

/// `struct bpf_program`.
#[repr(C)]
struct RawProgram {
    len: c_uint,
    instructions: *const Instruction,
}

/// An instruction of classic BPF (`struct bpf_insn`).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// Operation.
    pub code: c_ushort,
    /// Instructions to skip where a condition holds.
    pub jt: u8,
    /// Instructions to skip where it does not.
    pub jf: u8,
    /// Operand.
    pub k: u32,
}

/// `struct pcap_stat`, with room for what Windows has behind it.
#[repr(C)]
#[derive(Default)]
struct RawStatistics {
    received: c_uint,
    dropped: c_uint,
    dropped_by_interface: c_uint,
    more: [c_uint; 3],
}

/// `pcap_t`.
enum RawHandle {}

/// Declares the functions that are called, and how they are found.
macro_rules! functions {
    (required { $($name:ident: $kind:ty,)* } optional { $($(#[$meta:meta])? $extra:ident: $extra_kind:ty,)* }) => {
        struct Functions {
            $($name: $kind,)*
            $($(#[$meta])? $extra: Option<$extra_kind>,)*
            /// The functions are there as long as this is.
            _library: libloading::Library,
        }

        impl Functions {
            /// # Safety
            /// The library must be libpcap.
            unsafe fn bind(library: libloading::Library) -> Result<Self, libloading::Error> {
                // SAFETY: of these names libpcap has functions of these types.
                unsafe {
                    $(let $name = *library.get::<$kind>(concat!("pcap_", stringify!($name)))?;)*
                    $($(#[$meta])? let $extra =
                        library.get::<$extra_kind>(concat!("pcap_", stringify!($extra))).ok().map(|it| *it);)*
                    Ok(Self { $($name,)* $($(#[$meta])? $extra,)* _library: library })
                }
            }
        }
    };
}

/// Sets something of a handle, before it is activated or later.
type Set = unsafe extern "C" fn(*mut RawHandle, c_int) -> c_int;

/// Takes a packet: what it was given with, the header and the bytes.
type Callback = unsafe extern "C" fn(*mut c_void, *const RawHeader, *const u8);

/// Hands out a list and answers with its length.
type List<T> = unsafe extern "C" fn(*mut RawHandle, *mut *mut T) -> c_int;

functions! {
    required {
        activate: unsafe extern "C" fn(*mut RawHandle) -> c_int,
        close: unsafe extern "C" fn(*mut RawHandle),
        create: unsafe extern "C" fn(*const c_char, *mut c_char) -> *mut RawHandle,
        datalink: unsafe extern "C" fn(*mut RawHandle) -> c_int,
        dispatch: unsafe extern "C" fn(*mut RawHandle, c_int, Callback, *mut c_void) -> c_int,
        findalldevs: unsafe extern "C" fn(*mut *const RawDevice, *mut c_char) -> c_int,
        freealldevs: unsafe extern "C" fn(*const RawDevice),
        geterr: unsafe extern "C" fn(*mut RawHandle) -> *const c_char,
        next_ex: unsafe extern "C" fn(*mut RawHandle, *mut *const RawHeader, *mut *const u8) -> c_int,
        set_buffer_size: Set,
        set_datalink: Set,
        set_promisc: Set,
        set_snaplen: Set,
        set_timeout: Set,
        setfilter: unsafe extern "C" fn(*mut RawHandle, *mut RawProgram) -> c_int,
        setnonblock: unsafe extern "C" fn(*mut RawHandle, c_int, *mut c_char) -> c_int,
        snapshot: unsafe extern "C" fn(*mut RawHandle) -> c_int,
        stats: unsafe extern "C" fn(*mut RawHandle, *mut RawStatistics) -> c_int,
        statustostr: unsafe extern "C" fn(c_int) -> *const c_char,
    }
    optional {
        can_set_rfmon: unsafe extern "C" fn(*mut RawHandle) -> c_int,
        free_datalinks: unsafe extern "C" fn(*mut c_int),
        free_tstamp_types: unsafe extern "C" fn(*mut c_int),
        #[cfg(unix)]
        get_required_select_timeout: unsafe extern "C" fn(*mut RawHandle) -> *const RawTime,
        #[cfg(unix)]
        get_selectable_fd: unsafe extern "C" fn(*mut RawHandle) -> c_int,
        init: unsafe extern "C" fn(c_uint, *mut c_char) -> c_int,
        list_datalinks: List<c_int>,
        list_tstamp_types: List<c_int>,
        set_immediate_mode: Set,
        set_rfmon: Set,
        set_tstamp_precision: Set,
        set_tstamp_type: Set,
        setdirection: Set,
        tstamp_type_name_to_val: unsafe extern "C" fn(*const c_char) -> c_int,
        tstamp_type_val_to_description: unsafe extern "C" fn(c_int) -> *const c_char,
        tstamp_type_val_to_name: unsafe extern "C" fn(c_int) -> *const c_char,
    }
}

/// Why something cannot be had from libpcap.
#[derive(Debug, Error)]
pub enum LibpcapError {
    /// It is not installed.
    #[error("{}", NOT_INSTALLED)]
    NotInstalled,
    /// It is not what it should be.
    #[error("libpcap cannot be used: {0}")]
    Unusable(String),
    /// It refuses.
    #[error("{0}")]
    Refused(String),
}

#[cfg(windows)]
const NOT_INSTALLED: &str = "Npcap is not installed: its installer, from npcap.com or Wireshark's, puts wpcap.dll \
                             into the Windows folder, System32\\Npcap; savefiles can be read without it (-r FILE)";

#[cfg(not(windows))]
const NOT_INSTALLED: &str = "libpcap is not installed: Debian and Ubuntu have it in the package libpcap0.8, others \
                             in libpcap; savefiles can be read without it (-r FILE)";

/// Finds the library: Npcap's folder goes before the system's, where WinPcap may be left. No other folder
/// is searched, least of all the current one.
#[cfg(windows)]
fn open_library() -> Result<libloading::Library, LibpcapError> {
    use libloading::os::windows::{LOAD_LIBRARY_SEARCH_SYSTEM32, LOAD_WITH_ALTERED_SEARCH_PATH, Library};

    const NAME: &str = "wpcap.dll";
    let windows = std::env::var_os("SystemRoot").unwrap_or_else(|| OsString::from(r"C:\Windows"));
    let npcap = std::path::Path::new(&windows).join(r"System32\Npcap").join(NAME);
    // SAFETY: what these libraries do when they are loaded is what every program that captures has them do.
    let found = unsafe {
        Library::load_with_flags(npcap, LOAD_WITH_ALTERED_SEARCH_PATH)
            .or_else(|_| Library::load_with_flags(NAME, LOAD_LIBRARY_SEARCH_SYSTEM32))
    };
    found.map(Into::into).map_err(|_| LibpcapError::NotInstalled)
}

/// Finds the library where the system's linker finds it.
#[cfg(not(windows))]
fn open_library() -> Result<libloading::Library, LibpcapError> {
    const NAMES: &[&str] = if cfg!(target_vendor = "apple") {
        &["/usr/lib/libpcap.A.dylib", "libpcap.dylib"]
    } else {
        // Debian's name is that of the interface of 0.8, which is the one of 1.0 and later too.
        &["libpcap.so.1", "libpcap.so.0.8", "libpcap.so"]
    };
    // SAFETY: libpcap does nothing when it is loaded.
    let found = NAMES.iter().find_map(|name| unsafe { libloading::Library::new(OsString::from(name)) }.ok());
    found.ok_or(LibpcapError::NotInstalled)
}

/// The library.
#[derive(Clone)]
pub struct Libpcap(Arc<Functions>);

/// How to open a device.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Most bytes of a packet to keep; without it as many as the device may have.
    pub snaplen: Option<u32>,
    /// Size of the buffer in bytes.
    pub buffer: u64,
    /// How long a packet may wait for others.
    pub latency: Duration,
    /// Whether each packet is handed on at once.
    pub immediate: bool,
    /// Whether to put the device into promiscuous mode.
    pub promiscuous: bool,
    /// Whether to put the device into monitor mode.
    pub monitor: bool,
    /// The clock that stamps packets, if not the usual one.
    pub time_stamp_type: Option<&'static str>,
}

/// A clock that stamps packets, in the words of `-J`.
pub struct TimeStampType {
    /// Short name.
    pub name: String,
    /// What it is.
    pub description: String,
}

impl Libpcap {
    /// Finds the library.
    ///
    /// # Errors
    /// When there is none, or none that can be used.
    pub fn load() -> Result<Self, LibpcapError> {
        let library = open_library()?;
        // SAFETY: it bears the name of libpcap.
        let functions = unsafe { Functions::bind(library) }.map_err(|error| {
            let words =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            LibpcapError::Unusable(words)
        })?;
        if let Some(init) = functions.init {
            // Names and messages in UTF-8, where it is not that anyway. Without it they may be garbled.
            // SAFETY: the buffer is as long as it must be.
            with_message(|message| unsafe { init(UTF_8, message) });
        }
        Ok(Self(Arc::new(functions)))
    }

    /// All devices, in the library's order.
    ///
    /// # Errors
    /// When the system does not list them.
    pub fn devices(&self) -> Result<Vec<Device>, LibpcapError> {
        let mut first = ptr::null();
        // SAFETY: the list's start is written to `first`, and a message to its buffer.
        let (status, message) =
            with_message(|message| unsafe { (self.0.findalldevs)(&raw mut first, message) });
        if status != 0 {
            return Err(LibpcapError::Refused(message));
        }
        // SAFETY: the list and all that it points to live until it is freed.
        let devices =
            unsafe { list(first, |device| device.next) }.map(|raw| unsafe { device(raw) }).collect();
        // SAFETY: the list is the library's, and no reference into it is left.
        unsafe { (self.0.freealldevs)(first) };
        Ok(devices)
    }

    /// The clocks that can stamp a device's packets; none where there is no choice.
    ///
    /// # Errors
    /// When there is no such device.
    pub fn time_stamp_types(&self, device: &str) -> Result<Vec<TimeStampType>, LibpcapError> {
        let handle = Handle::create(self, device)?;
        let (Some(list), Some(free)) = (self.0.list_tstamp_types, self.0.free_tstamp_types) else {
            return Ok(Vec::new());
        };
        let words = |function: Option<unsafe extern "C" fn(c_int) -> *const c_char>, number| {
            // SAFETY: it answers with a text that lasts, or with null.
            function.and_then(|function| unsafe { text(function(number)) }).unwrap_or_default()
        };
        let name = |number| TimeStampType {
            name: words(self.0.tstamp_type_val_to_name, number),
            description: words(self.0.tstamp_type_val_to_description, number),
        };
        Ok(handle.numbers(list, free)?.into_iter().map(name).collect())
    }

    /// Whether a device can be put into monitor mode.
    ///
    /// # Errors
    /// When there is no such device, or it may not be asked.
    pub fn can_monitor(&self, device: &str) -> Result<bool, LibpcapError> {
        let handle = Handle::create(self, device)?;
        let Some(can_set_rfmon) = self.0.can_set_rfmon else { return Ok(false) };
        // SAFETY: the handle is not yet activated, as it must be.
        let status = unsafe { can_set_rfmon(handle.raw()) };
        if status < 0 { Err(handle.refused(status)) } else { Ok(status > 0) }
    }

    /// Opens a device; what is there of it to be warned about comes with it.
    ///
    /// # Errors
    /// When the device cannot be captured as it should be.
    pub fn open(&self, device: &str, settings: &Settings) -> Result<(Handle, Vec<String>), LibpcapError> {
        let mut handle = Handle::create(self, device)?;
        let mut warnings = handle.configure(settings)?;
        // SAFETY: the handle is not yet activated.
        let status = unsafe { (self.0.activate)(handle.raw()) };
        if status < 0 {
            return Err(handle.refused(status));
        }
        if status > 0 {
            warnings.push(handle.words(status));
        }
        // SAFETY: the handle is activated, and the buffer as long as it must be.
        let (status, _) = with_message(|message| unsafe { (self.0.setnonblock)(handle.raw(), 1, message) });
        handle.waits = status < 0;
        Ok((handle, warnings))
    }
}

/// An open device.
pub struct Handle {
    open: Arc<Open>,
    device: String,
    /// Nanoseconds in a unit of a time's fraction.
    unit_ns: i64,
    /// Whether [`Self::receive`] waits for packets.
    waits: bool,
    /// The library lets only one thread use a handle at a time.
    one_at_a_time: PhantomData<Cell<()>>,
}

/// What is closed once nobody uses it any more.
struct Open {
    raw: NonNull<RawHandle>,
    library: Libpcap,
}

// SAFETY: the library does not care which thread calls it, and only a `Handle`, which one thread has at a time,
// or the last owner, who closes it, calls it with the pointer.
unsafe impl Send for Open {}
// SAFETY: as above; it has nothing else to share.
unsafe impl Sync for Open {}

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: this is what `create` made, and nothing refers to it any more.
        unsafe { (self.library.0.close)(self.raw.as_ptr()) }
    }
}

/// A packet, until the next one is read.
pub struct Packet<'a> {
    /// When it passed.
    pub ts: Timestamp,
    /// Length on the wire in bytes.
    pub origlen: u32,
    /// Its captured bytes.
    pub data: &'a [u8],
}

/// Counters since the start, which start anew at 2^32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// On Linux packets that passed the filter, elsewhere those that came to it; those for which there was
    /// no room are among them.
    pub received: u32,
    /// Packets for which there was no room.
    pub dropped: u32,
}

impl Handle {
    fn create(library: &Libpcap, device: &str) -> Result<Self, LibpcapError> {
        let name = CString::new(device).map_err(|error| LibpcapError::Refused(error.to_string()))?;
        // SAFETY: the name and the buffer for a message last for the call.
        let (raw, message) = with_message(|message| unsafe { (library.0.create)(name.as_ptr(), message) });
        let raw = NonNull::new(raw).ok_or(LibpcapError::Refused(message))?;
        let open = Arc::new(Open { raw, library: library.clone() });
        let (device, one_at_a_time) = (device.to_owned(), PhantomData);
        Ok(Self { open, device, unit_ns: 1000, waits: false, one_at_a_time })
    }

    /// Settles what has to be before activation; answers with what is to be warned about.
    fn configure(&mut self, settings: &Settings) -> Result<Vec<String>, LibpcapError> {
        let functions = self.functions();
        let number = |number: u64| c_int::try_from(number).unwrap_or(c_int::MAX);
        if let Some(snaplen) = settings.snaplen {
            self.set(functions.set_snaplen, number(snaplen.into()))?;
        }
        self.set(functions.set_buffer_size, number(settings.buffer))?;
        self.set(functions.set_timeout, number(settings.latency.as_millis() as u64))?;
        self.set(functions.set_promisc, settings.promiscuous.into())?;
        if settings.monitor {
            self.set_if_there("monitor mode", functions.set_rfmon, 1)?;
        }
        if let (true, Some(set)) = (settings.immediate, functions.set_immediate_mode) {
            self.set(set, 1)?;
        }
        let mut warnings = Vec::new();
        if let Some(kind) = settings.time_stamp_type {
            let status =
                self.set_if_there("time stamp types", functions.set_tstamp_type, self.clock(kind))?;
            if status > 0 {
                let (device, words) = (&self.device, self.status_words(status));
                warnings.push(format!("When trying to set timestamp type '{kind}' on {device}: {words}"));
            }
        }
        if functions.set_tstamp_precision.is_some_and(|set| self.set(set, NANOSECONDS).is_ok()) {
            self.unit_ns = 1;
        }
        Ok(warnings)
    }

    /// The number of a clock, one that does not exist where the library does not know the name.
    fn clock(&self, name: &str) -> c_int {
        match (self.functions().tstamp_type_name_to_val, CString::new(name)) {
            // SAFETY: the name lasts for the call.
            (Some(number), Ok(name)) => unsafe { number(name.as_ptr()) },
            _ => ERROR,
        }
    }

    fn functions(&self) -> &Functions {
        &self.open.library.0
    }

    fn raw(&self) -> *mut RawHandle {
        self.open.raw.as_ptr()
    }

    fn set(&self, function: Set, value: c_int) -> Result<c_int, LibpcapError> {
        // SAFETY: the handle is open; the library itself refuses what comes too early or too late.
        let status = unsafe { function(self.raw(), value) };
        if status < 0 { Err(self.refused(status)) } else { Ok(status) }
    }

    fn set_if_there(&self, what: &str, function: Option<Set>, value: c_int) -> Result<c_int, LibpcapError> {
        let lacking = || LibpcapError::Refused(format!("{}: this libpcap has no {what}", self.device));
        self.set(function.ok_or_else(lacking)?, value)
    }

    /// What the library last said of this handle.
    fn message(&self) -> String {
        // SAFETY: the handle is open, and its message lasts until the next call.
        unsafe { text((self.functions().geterr)(self.raw())) }.unwrap_or_default()
    }

    fn status_words(&self, status: c_int) -> String {
        // SAFETY: it answers with a text that lasts until the next call.
        unsafe { text((self.functions().statustostr)(status)) }.unwrap_or_default()
    }

    /// A status in words, with what the library adds to it, as tcpdump tells it.
    fn words(&self, status: c_int) -> String {
        let (device, message, words) = (&self.device, self.message(), self.status_words(status));
        match status {
            ERROR => format!("{device}: {message}"),
            _ if message.is_empty() || message == words => format!("{device}: {words}"),
            _ => format!("{device}: {words} ({message})"),
        }
    }

    fn refused(&self, status: c_int) -> LibpcapError {
        LibpcapError::Refused(self.words(status))
    }

    /// A list of numbers that the library makes.
    fn numbers(
        &self,
        list: List<c_int>,
        free: unsafe extern "C" fn(*mut c_int),
    ) -> Result<Vec<c_int>, LibpcapError> {
        let mut first = ptr::null_mut();
        // SAFETY: the list's start is written to `first`.
        let len = unsafe { list(self.raw(), &raw mut first) };
        if len < 0 {
            return Err(self.refused(len));
        }
        let Some(start) = NonNull::new(first) else { return Ok(Vec::new()) };
        // SAFETY: it has as many elements as were told.
        let numbers = unsafe { slice::from_raw_parts(start.as_ptr(), len as usize) }.to_vec();
        // SAFETY: the list is the library's, and nothing refers to it any more.
        unsafe { free(first) };
        Ok(numbers)
    }

    /// Whether [`Self::receive`] waits until a packet comes, as no one can make this device not do.
    pub const fn waits(&self) -> bool {
        self.waits
    }

    /// Most bytes of a packet that are kept.
    pub fn snaplen(&self) -> u32 {
        // SAFETY: the handle is open.
        unsafe { (self.functions().snapshot)(self.raw()) }.unsigned_abs()
    }

    /// What its packets start with: a number of the platform's own (`DLT_`).
    pub fn link_type(&self) -> u32 {
        // SAFETY: the handle is open.
        unsafe { (self.functions().datalink)(self.raw()) }.unsigned_abs()
    }

    /// What its packets can be made to start with.
    ///
    /// # Errors
    /// When the library does not tell.
    pub fn link_types(&self) -> Result<Vec<u32>, LibpcapError> {
        let functions = self.functions();
        let (Some(list), Some(free)) = (functions.list_datalinks, functions.free_datalinks) else {
            return Ok(vec![self.link_type()]);
        };
        Ok(self.numbers(list, free)?.into_iter().map(c_int::unsigned_abs).collect())
    }

    /// Chooses one of [`Self::link_types`].
    ///
    /// # Errors
    /// When it is none of them.
    pub fn set_link_type(&self, number: u32) -> Result<(), LibpcapError> {
        self.set(self.functions().set_datalink, number as c_int).map(drop)
    }

    /// From here on only packets that go this way are captured.
    ///
    /// # Errors
    /// When the library or the device cannot tell.
    pub fn set_direction(&self, direction: Direction) -> Result<(), LibpcapError> {
        let number = match direction {
            Direction::Unknown => return Ok(()),
            Direction::In => 1,
            Direction::Out => 2,
        };
        self.set_if_there("choice of direction (-Q)", self.functions().setdirection, number).map(drop)
    }

    /// From here on only packets that this program accepts are captured.
    ///
    /// # Errors
    /// When the library finds fault with the program.
    pub fn filter(&self, program: &[Instruction]) -> Result<(), LibpcapError> {
        let mut program = RawProgram { len: program.len() as c_uint, instructions: program.as_ptr() };
        // SAFETY: the program is copied during the call; the library reads as many instructions as are told.
        let status = unsafe { (self.functions().setfilter)(self.raw(), &raw mut program) };
        if status < 0 { Err(self.refused(status)) } else { Ok(()) }
    }

    /// The next packet, or `None` where there is none at the moment.
    ///
    /// # Errors
    /// When nothing more can be read: what the library says.
    pub fn receive(&mut self) -> Result<Option<Packet<'_>>, LibpcapError> {
        let (mut header, mut data) = (ptr::null::<RawHeader>(), ptr::null());
        // SAFETY: the handle is open, and both pointers are written to when it answers 1.
        match unsafe { (self.functions().next_ex)(self.raw(), &raw mut header, &raw mut data) } {
            0 => Ok(None),
            // SAFETY: the header and its bytes are there until the next call on this handle, which
            // `&mut self` keeps anyone from making meanwhile.
            1 => Ok(Some(unsafe { packet(header, data, self.unit_ns) })),
            _ => {
                let (message, error) = (self.message(), io::Error::last_os_error());
                // What libpcap's reader of nflog calls a queue in which nothing is.
                let is_empty =
                    error.kind() == io::ErrorKind::WouldBlock && message.ends_with(&os_words(&error));
                if is_empty { Ok(None) } else { Err(LibpcapError::Refused(message)) }
            }
        }
    }

    /// Hands on the packets that have come, and waits for one first if the device [waits](Self::waits).
    ///
    /// # Errors
    /// As [`Self::receive`].
    pub fn dispatch(&mut self, mut take: impl FnMut(Packet<'_>)) -> Result<(), LibpcapError> {
        let unit_ns = self.unit_ns;
        // SAFETY: the header and its bytes are there while the callback runs.
        let mut take = |header, data| take(unsafe { packet(header, data, unit_ns) });
        let mut take: Take<'_> = &mut take;
        // SAFETY: the handle is open, and `hand_on` gets what it must while `take` is there.
        let status = unsafe { (self.functions().dispatch)(self.raw(), 1, hand_on, (&raw mut take).cast()) };
        if status < 0 { Err(LibpcapError::Refused(self.message())) } else { Ok(()) }
    }

    /// The counters since the start; `None` where they are not known.
    pub fn counters(&self) -> Option<Counters> {
        let mut raw = RawStatistics::default();
        // SAFETY: the library writes no more than there is room for.
        let status = unsafe { (self.functions().stats)(self.raw(), &raw mut raw) };
        (status == 0).then_some(Counters { received: raw.received, dropped: raw.dropped })
    }
}

/// What becomes readable when packets have come.
#[cfg(unix)]
pub struct Selectable {
    descriptor: std::os::fd::RawFd,
    /// The descriptor is the handle's.
    _open: Arc<Open>,
}

#[cfg(unix)]
impl Handle {
    /// What to wait for; `None` where one has to look from time to time.
    pub fn selectable(&self) -> Option<Selectable> {
        let (descriptor, timeout) =
            (self.functions().get_selectable_fd?, self.functions().get_required_select_timeout);
        // SAFETY: the handle is open.
        let (descriptor, must_look) = unsafe {
            (descriptor(self.raw()), timeout.is_some_and(|timeout| !timeout(self.raw()).is_null()))
        };
        let is_enough = descriptor >= 0 && !must_look;
        is_enough.then(|| Selectable { descriptor, _open: Arc::clone(&self.open) })
    }
}

#[cfg(unix)]
impl std::os::fd::AsRawFd for Selectable {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.descriptor
    }
}

// SAFETY: a handle keeps its descriptor until it is closed, and this keeps it open.
#[cfg(unix)]
unsafe impl super::readiness::OwnsFd for Selectable {}

type Take<'a> = &'a mut dyn FnMut(*const RawHeader, *const u8);

/// # Safety
/// `take` must point to a [`Take`].
unsafe extern "C" fn hand_on(take: *mut c_void, header: *const RawHeader, data: *const u8) {
    // SAFETY: as above.
    let take = unsafe { &mut *take.cast::<Take<'_>>() };
    take(header, data);
}

/// # Safety
/// The header and as many bytes as it tells must be there as long as the packet is.
#[allow(clippy::useless_conversion, reason = "a time's halves are of other types elsewhere")]
unsafe fn packet<'a>(header: *const RawHeader, data: *const u8, unit_ns: i64) -> Packet<'a> {
    // SAFETY: as above.
    let (header, data) = unsafe {
        let header = &*header;
        (header, slice::from_raw_parts(data, header.caplen as usize))
    };
    let nanos = i64::from(header.ts.fraction) * unit_ns;
    let ts = Timestamp { secs: i64::from(header.ts.secs), nanos };
    Packet { ts, origlen: header.len, data }
}

/// Calls a function that may write a message; answers with what it answered, and the message.
fn with_message<T>(call: impl FnOnce(*mut c_char) -> T) -> (T, String) {
    let mut buffer = [0 as c_char; MESSAGE_LEN + 1];
    let answer = call(buffer.as_mut_ptr());
    // SAFETY: whatever was written, the last byte is still zero.
    let message = unsafe { text(buffer.as_ptr()) };
    (answer, message.unwrap_or_default())
}

/// A text of the library's, without what a terminal could take for a command; `None` for null.
///
/// # Safety
/// It must end with a zero, and be there during the call.
unsafe fn text(start: *const c_char) -> Option<String> {
    if start.is_null() {
        return None;
    }
    // SAFETY: as above.
    let text = unsafe { CStr::from_ptr(start) }.to_string_lossy();
    Some(text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect())
}

/// The elements of a list that is linked by pointers.
///
/// # Safety
/// The list must be whole, and be there as long as its elements are used.
unsafe fn list<'a, T>(first: *const T, next: fn(&'a T) -> *const T) -> impl Iterator<Item = &'a T> {
    // SAFETY: as above.
    let element = |pointer: *const T| unsafe { pointer.as_ref() };
    std::iter::successors(element(first), move |current| element(next(current)))
}

/// # Safety
/// All that the device points to must be there.
unsafe fn device(raw: &RawDevice) -> Device {
    // SAFETY: as above.
    let addresses = unsafe { list(raw.addresses, |address| address.next) };
    Device {
        // SAFETY: as above.
        name: unsafe { text(raw.name) }.unwrap_or_default(),
        alias: None,
        // SAFETY: as above.
        description: unsafe { text(raw.description) }.filter(|words| !words.is_empty()),
        // SAFETY: as above.
        addresses: addresses.filter_map(|address| unsafe { ip_address(address.address) }).collect(),
        state: state(raw.flags),
    }
}

/// What the flags of a device say (pcap_findalldevs(3PCAP)).
const fn state(flags: c_uint) -> State {
    State {
        loopback: flags & 1 != 0,
        up: flags & 2 != 0,
        running: flags & 4 != 0,
        wireless: flags & 8 != 0,
        connection: match flags & 0x30 {
            0 => Connection::Unknown,
            0x10 => Connection::Connected,
            0x20 => Connection::Disconnected,
            _ => Connection::None,
        },
    }
}

/// The address in a `struct sockaddr`, if it is one of IP: of IPv4 at its fifth byte, of IPv6 at its ninth.
///
/// # Safety
/// The structure must be as long as those of its family are.
unsafe fn ip_address(start: *const [u8; 2]) -> Option<IpAddr> {
    // SAFETY: the family, with a length before it on BSD, is in the first two bytes.
    let start_bytes = *unsafe { start.as_ref() }?;
    let family = if cfg!(any(target_vendor = "apple", target_os = "freebsd", target_os = "openbsd")) {
        i32::from(start_bytes[1])
    } else {
        i32::from(u16::from_ne_bytes(start_bytes))
    };
    let start = start.cast::<u8>();
    match family {
        AF_INET => {
            // SAFETY: `struct sockaddr_in` has 16 bytes.
            let octets: [u8; 4] = unsafe { start.add(4).cast::<[u8; 4]>().read() };
            Some(Ipv4Addr::from(octets).into())
        }
        AF_INET6 => {
            // SAFETY: `struct sockaddr_in6` has 28 bytes.
            let octets: [u8; 16] = unsafe { start.add(8).cast::<[u8; 16]>().read() };
            Some(Ipv6Addr::from(octets).into())
        }
        _ => None,
    }
}

#[cfg(unix)]
use libc::{AF_INET, AF_INET6};

/// Families of addresses (`ws2def.h`).
#[cfg(windows)]
const AF_INET: i32 = 2;
#[cfg(windows)]
const AF_INET6: i32 = 23;
