/** The shapes of PROTOCOL.md as the browser's modules use them. */

export type Localized = { de: string; en?: string; easy?: string };
export type Role =
  | "organizer" | "moderator" | "director" | "facilitator" | "scribe" | "editor"
  | "podium" | "support" | "interpreter" | "captioner" | "guest" | "citizen";

export interface Hello {
  dialogue: string; seat: number; role: Role; now: number; build: string; ice: RTCIceServer[];
}
export interface Command { command: string; id: string; data: Record<string, unknown> }
export interface Pending extends Command { at: number; seq?: number }
export interface Refusal { code: string; facts: Record<string, unknown>; text: string }
export interface TopicMessage {
  topic: string; v: number; data?: any; set?: Record<string, unknown>; gone?: string[];
}

export interface Phase {
  id: string; kind: string; room: "plenary" | "groups"; title: Localized; text: Localized | null; manual: boolean; ready?: boolean;
}
export interface Step {
  title: Localized; starts_at: number; ends_at: number;
  text?: Localized | null; cards: string | null; turns: string | null; ask: string | null;
}
export interface Evening {
  title: Localized; status: "waiting" | "running" | "paused" | "lingering" | "closed"; hosts?: (string | null)[];
  phase: Phase | null; starts_at?: number | null; started_at: number | null; ends_at: number | null;
  paused_at: number | null; warn: number[]; return_s: number; leaving?: boolean; ready?: number; steps: Step[];
  next: { id: string; title: Localized; kind: string; minutes: number } | null; end_at: number | null;
}
export interface Me {
  seat: number; role: Role; room: string; group: string | null; audible: boolean;
  sound_off: boolean; picture_off: boolean; hand: number | null; floor: boolean; ready?: boolean; help: boolean;
  concern: boolean; waiting: boolean; tech?: { since: number; place: number | null; helper: number | null } | null;
  next_group: { number: number; seats: number[]; names: Names; topic: Localized | null } | null;
}
export interface Person { seat: number; role: Role }
export interface Room {
  id: string; kind: "foyer" | "plenary" | "group" | "staff" | "corner" | string; number: number | null;
  people: Person[]; floor: number[]; lead?: number | null; hands: number[]; written?: number[];
}
export type Names = Record<string, string>;
export interface Column { id: string; title: Localized }
export interface Board {
  group: string; number: number; columns: Column[]; open: boolean; revealed: boolean;
  hidden: number; length: number; per_person: number; anonymous: boolean; top_limit: number;
}
export interface Card {
  group?: string; number?: number; column: string; text: string | null; top: boolean; at: number; revealed?: boolean; called?: boolean;
  into?: string | null; original?: string | null; name?: string | null; differs?: string | null;
}
export interface ShownCard extends Card { id: string; mine: boolean; pending: boolean; under?: ShownCard[] }
export interface CardRound { title: Localized; columns: Column[] }
export interface TracedCard {
  number: number; phase: string; group: number; column: string; text: string | null; top: boolean; called: boolean;
  under: { number: number; text: string | null }[];
}
export interface Theme { number: number; title: string | null; version: number; cards: string[]; pending?: boolean }
export interface PublishedThemes {
  at: number; rounds: Record<string, CardRound>; single: string[];
  themes: { id: string; number: number; title: string | null; cards: string[] }[];
}
export interface Dots {
  phase: string; total: number; per_theme: number; open: boolean; given: number; of: number; open_link: boolean;
  results: { theme: string; dots: number; rank: number; tied: boolean }[] | null;
}
export interface MyDots { given: Record<string, number>; left: number; total: number; per_theme: number }
export interface Lead {
  facilitator: number | null; name: string | null; away_since: number | null; cover: number | null; visitors: number[]; alone: { into: number; at: number } | null;
  topic: Localized | null;
}
export interface Choice {
  phase: string; title: Localized; topics: { id: string; title: Localized; places: number | null; chosen: number }[];
}
export interface PollQuestion {
  id: string; title: Localized | string; answer: "single" | "multiple" | "scale" | "text"; most: number;
  options: { id: string; title: Localized | string }[]; low: Localized; high: Localized;
}
export interface Outcome { id: string; title: Localized | string; count: number; percent: number | null; first: boolean }
export interface Result {
  id: string; title: Localized | string; answer: string; answered: number; options: Outcome[]; mean: number | null; texts: { number: number, text: string | null }[];
}
export interface Poll {
  kind: "phase" | "survey" | "quick"; title: Localized; secret: boolean; open: boolean; ends_at: number | null;
  voted: number; of: number; vouched: boolean; questions: PollQuestion[]; results: Result[] | null;
}
export interface DeskPoll extends Omit<Poll, "questions"> { shown: boolean }
export interface MyVote { chosen: Record<string, string[]> | null; texts: Record<string, string | null> | null } // a text of `null` was removed
export interface Team { role: Role; seats: number[]; on: number }
export interface Slide {
  page: number; pages: number; image: string; next: string | null; ratio: number; text: string | null;
}
export interface Deck { deck: string; name: string | null; seat: number; images: string[] }
export interface Harvest {
  phase: string; columns: Column[]; groups: { id: string; number: number; cards: number }[];
}
export interface TimelineEntry {
  id: string; kind: string; room: string; title: Localized; cue: Localized | null; minutes: number;
  planned_minutes: number; needed_by: string[];
  planned_at: number; expected_at: number | null; started_at: number | null; ended_at: number | null;
  state: "past" | "now" | "next" | "later" | "skipped"; steps: { title: Localized; cue: Localized | null }[];
}
export interface Why { code: string; facts: Record<string, any> }
export interface PlannedGroup {
  number: number; seats: number[]; facilitator: number | null; topic: Localized | null; why: Why | null; merge: { into: number; at: number } | null;
}
export interface ConsoleGroup extends PlannedGroup {
  id: string; alone_since: number | null; cover: number | null; help_since: number | null; cards: number;
  step: { title: Localized; ends_at: number; own: boolean } | null;
}
export interface Preview {
  phase: string; mix: string; groups: PlannedGroup[]; notes: { code: string; facts: Record<string, unknown> }[];
}
export interface Plan {
  plan: number; over_s: number; give_s: number; short_s: number; end_at: number | null;
  changes: { phase: string; title: Localized; from_s: number; to_s: number }[];
}
export interface ConsoleSeat {
  seat: number; role: Role; room: string; present: boolean;
  sound_off: boolean; picture_off: boolean; excluded: boolean; waiting: boolean;
}
export interface Console {
  counts: { registered: number; present: number; door: number; tech: number; inside: number; lost: number; staff: number };
  groups: ConsoleGroup[];
  free: number[]; by_hand: boolean; lead: { seat: number | null; gone_since: number | null }; concerns: { seat: number; at: number }[];
  preview: Preview | null;
  help: { room: string; seat: number; at: number }[];
  seats: ConsoleSeat[];
}
export interface ShownTheme { id: string; number: number; title: string | null; cards: string[] }
export interface Answer {
  kind: "theme" | "card"; number: number; version: number; status: string; reason: string | null; responsible: string | null;
  until: string | null; at: number;
}
export interface Asking { open: boolean; until: number; stage: string | null; length: number; limit: number }
export interface Question { number: number; text: string | null; name: string | null; support: number; answered: boolean }
export interface MyQuestions { own: Record<string, { text: string | null; answered: boolean }>; supported: string[] }
export interface WithheldItem {
  kind: "card" | "question"; number: number; group: string | null; text: string | null; held: boolean; reason: string | null;
}
export interface StaffLine { seat: number; role: Role; name: string | null; text: string | null; at: number }
export interface Line {
  line: "good" | "weak" | "bad" | "gone" | "none"; rtt_ms: number; loss_up: number; loss_down: number; up_bps: number;
  budget_bps: number | null; height: number; freezes: number; without_sound: boolean;
}
export interface Mapping {
  epoch: number; voices: (number | null)[]; pictures: (number | null)[]; screen: number | null;
}
/** The picture of the hall: px of all of it and of one place, and [seat, place], counted row by row. */
export interface Hall {
  shape: "wide" | "tall"; size: [number, number]; tile: [number, number]; columns: number; places: [number, number][]; painted: number[];
}
export interface Devices {
  microphone(device?: string): Promise<{ track: MediaStreamTrack | null; problem: string | null }>;
  camera(device?: string): Promise<{ track: MediaStreamTrack | null; problem: string | null }>;
  screen(): Promise<{ track: MediaStreamTrack | null; problem: string | null }>;
  list(): Promise<MediaDeviceInfo[]>;
  onChange(then: () => void): () => void;
}

/** What every view is handed: state to read and the few things it may do. */
export interface App {
  config: { dialogue: string; hotline: string; title: string; farewell: string };
  store: import("./store.js").Store;
  live: import("./live.js").Live;
  probe: import("./probe.js").Probe;
  devices: Devices;
  voice: import("./announce.js").Voice;
  now: { value: number };
  captions: import("./captions.js").Captions;
  caption(data: { line: number; text: string }): void;
  typing(text: string): void;
  act(command: string, data?: Record<string, unknown>): Promise<any>;
  slides: { bring(file: File): Promise<string | null>; takeAway(deck: string): Promise<string | null> };
  visit(room: string): Promise<any>;
  reconnect(): void;
  leave(): void;
  probed: { get(): boolean; set(): void };
}

/** What people type may be no number yet; the server says so. */
export type Typed = number | string | null;
export interface ScriptStep {
  minutes: Typed; title: Partial<Localized>; text?: Partial<Localized>; easy?: Partial<Localized>; cue?: Partial<Localized>;
  turns?: string; cards?: string; ask?: string; flex: boolean;
}
export interface ScriptGroups {
  size: { min: Typed; aim: Typed; max: Typed }; mix: string; diversify: string[]; apart: string[]; together: string[];
  topics?: { id: string; title: Partial<Localized>; easy?: Partial<Localized>; places: Typed }[];
}
export interface ScriptCards {
  columns: { id: string; title: Partial<Localized>; easy?: Partial<Localized> }[];
  anonymous: boolean; "per-person": Typed; length: Typed; top: Typed;
}
export interface ScriptQuestion {
  id: string; title: Partial<Localized>; easy?: Partial<Localized>; answer: string; most?: Typed;
  options?: { id: string; title: Partial<Localized>; easy?: Partial<Localized> }[]; low?: Partial<Localized>; high?: Partial<Localized>;
}
export interface ScriptPhase {
  id: string; kind: string; room: string; title: Partial<Localized>; text?: Partial<Localized>; easy?: Partial<Localized>; cue?: Partial<Localized>;
  minutes: { target: Typed; min: Typed; max: Typed }; gives: string; advance: string; warn: Typed[]; return: Typed; change: Typed;
  steps: ScriptStep[]; groups?: ScriptGroups; cards?: ScriptCards; poll?: { questions: ScriptQuestion[]; secret: boolean }; dots?: { total: Typed; "per-theme": Typed };
}
export interface ScriptDocument {
  format: number; title: Partial<Localized>; language: string; end: string; length: Typed;
  doors: { staff: Typed; citizens: Typed }; phases: ScriptPhase[];
}
export interface ScriptFinding { level: "error" | "warning"; phase: number | null; field: string; code: string; text: string }
export interface Assessed {
  findings: ScriptFinding[]; starts_at: number; end_at: number | null; promised_at: number | null; slack_s: number | null; zone: string; starts: string;
  phases: ({ starts_at: number; moving_s: number; steps: number[]; groups: { people: number; sizes: number[] }[] } | null)[];
}
export interface ScriptConflict {
  base: any; theirs: ScriptDocument; by: string | null; mine: boolean; answer: any;
  conflicts: import("./script-merge.js").Conflict[];
}
