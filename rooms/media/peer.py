"""One browser's connection: its credentials, keys, sources and slots. Knows no room but the one it is told."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from rooms.media.allotment import assumed_bps
from rooms.media.answer import Terms, render_answer
from rooms.media.clocks import SenderClock
from rooms.media.demand import Demand
from rooms.media.downlink import PADDING, Downlink
from rooms.media.feedback import Arrivals
from rooms.media.layout import Layout
from rooms.media.limits import Conduct
from rooms.media.pacing import Pacer
from rooms.media.packets import Header, Packet
from rooms.media.rtcp import picture_loss
from rooms.media.sdp import ABS_SEND_TIME, AUDIO_LEVEL, Offer, Section
from rooms.media.slots import Slot
from rooms.media.sources import CAMERA, MIC, SCREEN, Source, assumed_height
from rooms.media.srtp import Cipher
from rooms.media.stun import new_credentials
from rooms.media.udp import Outbox

if TYPE_CHECKING:
    from rooms.media.room import Room

NEW, CONNECTED, SILENT, GONE = "new", "connected", "silent", "gone"
MOST_SOURCES = 12  # microphone, three layers and a screen, and room for SSRCs that a browser changed
FIRST_RTT_S = 0.1
CAMERA_OFF_S = 2.0  # without a packet; shorter gaps are a busy machine
LOCAL_SSRC = 1  # in our RTCP where no stream of ours is meant


@dataclass(frozen=True, slots=True)
class Mapping:
    """Who is in which slot; what the browser is told."""

    voices: tuple[int | None, ...] = ()
    pictures: tuple[int | None, ...] = ()
    screen: int | None = None


class Peer:
    """`ready`: it may be sent to: keyed, alive, and the browser has applied the answer (rule 1)."""

    __slots__ = (
        "address",
        "addresses",
        "applied",
        "arrivals",
        "born_at",
        "camera_on",
        "clock",
        "conduct",
        "demand",
        "destination",
        "dialogue",
        "downlink",
        "heard_at",
        "layers",
        "layout",
        "mapping",
        "mic",
        "needed",
        "next",
        "off_at",
        "offer",
        "outbox",
        "pacer",
        "password",
        "pictures",
        "repairs",
        "retold_at",
        "room",
        "rtt_s",
        "rx",
        "screen",
        "screens",
        "seat",
        "slots",
        "sound_demand",
        "sources",
        "state",
        "streams",
        "told_at",
        "turn",
        "tx",
        "ufrag",
        "voices",
    )

    def __init__(self, dialogue: str, seat: int, offer: Offer, *, random: Random, now: float) -> None:
        self.dialogue, self.seat, self.offer = dialogue, seat, offer
        self.ufrag, self.password = new_credentials()
        self.next: tuple[str, str] | None = None  # credentials of an ICE restart, until they are first used
        self.state = NEW
        self.applied = False
        self.born_at = self.heard_at = now
        self.turn = 0  # its place among the others, so that not everybody is looked at by the same tick
        self.told_at = now  # when its last RTCP was read
        self.rx: Cipher | None = None
        self.tx: Cipher | None = None
        self.outbox: Outbox | None = None
        self.address = b""
        self.destination: Any = None
        self.addresses: list[bytes] = []
        self.room: Room | None = None
        self.layout: Layout | None = None
        self.mapping: Mapping | None = None
        self.retold_at = now
        self.rtt_s = FIRST_RTT_S
        self.downlink = Downlink(now)
        self.pacer = Pacer()
        self.conduct = Conduct()
        self._inputs()
        self._outputs(random)

    def _inputs(self) -> None:
        self.sources: dict[int, Source] = {}
        self.repairs: dict[int, Source] = {}
        self.layers: dict[str, Source] = {}
        self.mic: Source | None = None
        self.screen: Source | None = None
        self.arrivals = Arrivals()
        self.clock = SenderClock()
        cameras = self.offer.having("camera")
        self.demand = Demand(cameras[0].rids or [""] if cameras else [], self.born_at)
        self.sound_demand = Demand([MIC] if self.offer.having("mic") else [], self.born_at)
        self.needed: set[str] = set()
        self.camera_on = False
        self.off_at: float | None = None

    def _outputs(self, random: Random) -> None:
        numbers = iter(random.sample(range(16, 1 << 32), 2 * len(self.offer.sections)))
        self.slots: dict[int, Slot] = {}
        self.streams: dict[str, tuple[int, int]] = {}

        def slot(section: Section) -> Slot:
            picture = section.kind == "video"
            ssrc, rtx = next(numbers), next(numbers)
            repaired = picture and section.rtx_payload_type >= 0
            made = Slot(
                ssrc=ssrc,
                picture=picture,
                payload_type=section.payload_type,
                extension=section.extensions.get(ABS_SEND_TIME if picture else AUDIO_LEVEL, 0),
                rtx=(rtx, section.rtx_payload_type) if repaired else None,
                random=random,
                owner=self,
            )
            self.slots[ssrc] = made
            self.streams[section.mid] = (ssrc, rtx if repaired else 0)
            return made

        self.voices = [slot(section) for section in self.offer.having("voice")]
        self.pictures = [slot(section) for section in self.offer.having("picture")]
        self.screens = [slot(section) for section in self.offer.having("screenview")]

    @property
    def ready(self) -> bool:
        return self.applied and self.tx is not None and self.outbox is not None and self.state == CONNECTED

    @property
    def watches(self) -> str:
        """The shape in which it shows the hall; empty where it does not."""
        return self.layout.hall if self.layout is not None else ""

    def answer(self, fingerprint: str, addresses: list[tuple[str, int]], *, tcp: bool = False) -> str:
        ufrag, password = self.next or (self.ufrag, self.password)
        return render_answer(
            self.offer,
            Terms(ufrag, password, fingerprint=fingerprint, addresses=addresses, streams=self.streams, tcp=tcp),
        )

    def restart(self, offer: Offer) -> str:
        """The same connection gets new credentials beside the old ones; the new ufrag."""
        self.offer, self.next = offer, new_credentials()
        return self.next[0]

    def password_of(self, ufrag: str) -> str:
        return self.next[1] if self.next is not None and self.next[0] == ufrag else self.password

    # -- sources

    def latch(self, header: Header) -> Source | None:
        """The source of an SSRC not seen before (rule 9: by RID, waiting for no particular one); None if it is none."""
        if len(self.sources) + len(self.repairs) >= 2 * MOST_SOURCES:
            return None
        if header.repaired:
            self._repair(header.ssrc, self.layers.get(header.repaired))
            return None
        for section in self.offer.sections:
            if section.role == "mic" and header.payload_type == section.payload_type:
                self.mic = self._adopt(MIC, header.ssrc)
                return self.mic
            if section.kind != "video" or section.role not in (CAMERA, SCREEN):
                continue
            if header.ssrc in section.repairs:
                self._repair(header.ssrc, self.sources.get(section.repairs[header.ssrc]))
                return None
            if header.payload_type == section.payload_type and self._belongs(section, header):
                return self._latch_picture(section, header)
        return None

    @staticmethod
    def _belongs(section: Section, header: Header) -> bool:
        if header.rid:
            return header.rid in section.rids
        return header.ssrc in section.ssrcs or (header.mid == section.mid and not section.rids)

    def _latch_picture(self, section: Section, header: Header) -> Source:
        if section.role == SCREEN:
            self.screen = self._adopt(SCREEN, header.ssrc)
            return self.screen
        source = self._adopt(CAMERA, header.ssrc, rid=header.rid)
        self.layers[header.rid] = source
        return source

    def _adopt(self, kind: str, ssrc: int, *, rid: str = "") -> Source:
        source = Source(self.seat, kind, ssrc=ssrc, rid=rid, owner=self)
        self.sources[ssrc] = source
        return source

    def _repair(self, ssrc: int, source: Source | None) -> None:
        if source is not None:
            self.repairs[ssrc] = source

    def forget(self) -> None:
        """It is gone for good: its histories, megabytes, must not wait for the collector."""
        self.sources.clear()
        self.repairs.clear()
        self.layers.clear()
        self.mic = self.screen = None

    def heights(self) -> dict[str, int]:
        """rid -> lines of every layer it offered, as seen or, before that, as assumed."""
        known = self.layers
        return {rid: known[rid].height if rid in known else assumed_height(rid) for rid in self.demand.layers}

    def rates(self) -> dict[str, tuple[int, float]]:
        """rid -> (lines, bit rate) of every layer it offered, as last measured."""
        found = {}
        for rid, height in self.heights().items():
            source = self.layers.get(rid)
            found[rid] = (height, (source.reception.usual_bps if source is not None else 0.0) or assumed_bps(rid))
        return found

    def smallest(self) -> set[str]:
        """The rid of its smallest layer; empty where it offered no camera."""
        heights = self.heights()
        return {min(heights, key=lambda rid: heights[rid])} if heights else set()

    def camera_said(self, *, on: bool, now: float) -> None:
        """Its browser says so; earlier than packets do."""
        self.off_at = None if on else now

    def sends_picture(self, now: float) -> bool:
        """Whether its camera is on; a camera that we put to sleep is believed, and what is said to be off but goes on
        sending is on."""
        if self.off_at is not None and any(each.seen_at > self.off_at + CAMERA_OFF_S for each in self.layers.values()):
            self.off_at = None
        if self.off_at is not None:
            self.camera_on = False
        elif any(now - source.seen_at < CAMERA_OFF_S for source in self.layers.values()):
            self.camera_on = True
        elif not self.demand.asleep() and not self.demand.waking(now):
            self.camera_on = False
        return self.camera_on

    def judge_line(self, now: float) -> bool:
        """Once a second: whether what may be sent to it changed."""
        octets = sum(slot.octets for slot in self.slots.values() if slot.picture)
        changed = self.downlink.judge(now, octets=octets)
        self.pacer.follow(self.downlink.budget.bps)
        return changed

    # -- sending

    def send_rtcp(self, data: bytes) -> None:
        if self.tx is None or self.outbox is None:
            return
        self.outbox.view[: len(data)] = data
        length = self.tx.protect_rtcp(self.outbox.data, len(data))
        if length:
            self.outbox.push(length, self.destination)

    def send(self, slot: Slot, packets: list[Packet]) -> int:
        """On `slot`, in one go and uncounted; how many left."""
        outbox, protect, way, put = self.outbox, self.tx.protect, self.destination, slot.put  # type: ignore[union-attr]
        count = 0
        for packet in packets:
            length = protect(outbox.data, put(outbox.view, packet))  # type: ignore[union-attr]
            if length:
                outbox.push(length, way)  # type: ignore[union-attr]
                count += 1
        return count

    def ask_keyframe(self, source: Source) -> None:
        self.send_rtcp(picture_loss(LOCAL_SSRC, source.ssrc))

    def send_raw(self, data: bytes) -> None:
        if self.outbox is not None:
            self.outbox.view[: len(data)] = data
            self.outbox.push(len(data), self.destination)

    def send_sealed(self, length: int) -> None:
        """What was written into the outbox's buffer; nothing where `length` is 0 or libsrtp refuses."""
        if length and self.tx is not None and self.outbox is not None:
            length = self.tx.protect(self.outbox.data, length)
            if length:
                self.outbox.push(length, self.destination)

    def hold_sealed(self, length: int, at: float, slot: Slot) -> None:
        """As `send_sealed`, to leave at `at` unless `slot` is stopped before."""
        if self.tx is not None and self.outbox is not None:
            length = self.tx.protect(self.outbox.data, length)
            if length:
                self.pacer.hold(at, slot, slot.stops, bytes(self.outbox.view[:length]))

    def send_padding(self, now: float) -> None:
        """On the first picture slot that has begun, as retransmissions of nothing (RFC 4588)."""
        due = self.downlink.padding(now)
        if not due or self.outbox is None:
            return
        slot = next((slot for slot in self.pictures if slot.source is not None), None)
        for _ in range(due if slot is not None else 0):
            self.send_sealed(slot.pad(self.outbox.view, PADDING, now))  # type: ignore[union-attr]

    def send_blank(self, slot: Slot, now: float) -> None:
        if self.outbox is not None:
            self.send_sealed(slot.blank(self.outbox.view, now))

    def move(self, outbox: Outbox, address: bytes) -> None:
        """Everything goes to `address` from now on."""
        self.outbox, self.address, self.destination = outbox, address, outbox.destination(address)
