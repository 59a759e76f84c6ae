// What the phone says in English. Every other language has every line of this, or does not build.

export const en = {
  // the frame
  tonight: "Tonight", count: "Roll call", intake: "Intake", move: "Move", outbox: "Outbox", more: "More", back: "Back",
  close: "Close", cancel: "Cancel", yes: "Yes", no: "No", done: "Done", next: "Next", sections: "Sections",
  asOf: "As of {time}", never: "no list yet", offline: "No network. Everything works; it will be sent later.",
  clockWrong: "This phone's clock is {minutes} min off. Both times are kept; set the clock when you can.",
  updating: "A newer version of this app is being loaded. Nothing recorded is lost.",
  tooOld: "This app is older than the house. Recording goes on; open it again with network.",
  fleeting: "This browser may throw away what it keeps (private window?). Install the app on the home screen.",
  refusedStorage: "This browser refuses to keep anything. Open the app in a normal window, not a private one.",
  full: "This phone is almost full. Free some space: nothing more can be kept safely.",
  notKept: "NOT KEPT: this phone could not store it. Write it on paper and free some space.",
  onPhone: "Kept on this phone.", ready: "Ready to work without network", notReady: "Scanner still loading",
  // enrolling
  enrolTitle: "Set up this phone", enrolHow: "At the desk someone makes a code for you. Scan it or type it here.",
  code: "Code", codeWrong: "That is not a code: eight letters and numbers.", typeCode: "Use this code",
  scanCode: "Scan the code", label: "Name of this phone", choosePin: "Choose your PIN",
  pinHow: "Six digits or more. It opens tonight's list on this phone, and nobody can recover it.",
  pin: "PIN", pinAgain: "PIN once more", pinShort: "At least six digits.", pinDiffer: "The two PINs differ.",
  duress: "PIN under threat (optional)", duressHow:
    "If somebody forces you, this PIN opens an empty list and silently raises an alert.",
  duressSame: "It must differ from your PIN.", keepPin: "Keep this PIN", working: "Working…",
  waitTitle: "Waiting for a second person", waitHow:
    "A second person, not the one who made the code, reads these digits here and confirms at the desk.",
  fingerprint: "Digits", printDiffers: "The house shows other digits. Stop: do not use this phone, tell the desk.",
  forWhom: "For {name}, {site}", noHouse: "No answer from the house. Check the network and try again.",
  // lock
  locked: "Locked", unlock: "Open", usePasskey: "Open with fingerprint or face", wrongPin: "Wrong PIN. {n} tries left.",
  lockedOut: "Too many tries. The list is gone from this phone; what you recorded is kept. Try again at {time}.",
  passkeyFailed: "That did not work. Use the PIN.", redButton: "Incident: gate forced, someone taken",
  redAsk: "What is happening?", forcedEntry: "The gate is being forced", attemptedTaking: "Someone tries to take a child",
  assault: "Someone is attacked", injury: "Someone is hurt", fire: "Fire", otherKind: "Something else",
  redDone: "Recorded at {time}. The list is frozen. Get to safety first.", redSent: "The house knows.",
  redWaits: "No network: it goes out by itself as soon as there is any. Keep the app open.",
  gone: "This phone may no longer be used ({why}). What you recorded is sent first, then the list is gone.",
  revoked: "revoked", expired: "its time is over", siteLost: "the site was given up", accountClosed: "account closed",
  goneDone: "This phone holds nothing any more.", enrolAgain: "Set up anew",
  // tonight
  search: "Find by band, name or line", notSeen: "Not seen", allHere: "All", nobody: "Nobody found.",
  noRoster: "There is no list on this phone.", noRosterHow: "It comes with the next contact and lasts one shift.",
  fetchNow: "Fetch now", seenAgo: "seen {time}", neverSeen: "not seen yet", stranger: "found, not on any list",
  markSeen: "I see this child now", markSeenDone: "{who}: seen now.", band: "Band", unknownName: "No name yet",
  supposedName: "supposed", years: "{low} to {high} years", yearsOpen: "{low} years or more", child: "Child",
  adult: "Adult", female: "Girl / woman", male: "Boy / man", undetermined: "Cannot tell", clothing: "Clothing",
  unit: "Unit", justNow: "just now", minutesAgo: "{n} min ago", hoursAgo: "{n} h ago", here: "{n} here",
  notSeenCount: "{n} not seen", stIn: "present", stUnaccounted: "unaccounted", stTransit: "in transit",
  stOut: "out with authority", stMissing: "missing", stOther: "not here", expiresAt: "This list is gone at {time}.",
  incidentOpen: "Incident open: check everybody",
  // scanning
  scan: "Scan", stopScan: "Stop", torch: "Lamp", scanHint: "Hold the band's code in front of the camera.",
  cameraRefused: "The camera was refused. Allow it in the browser's settings, or type the band.",
  cameraNone: "This phone gives no camera. Type the band.", cameraBusy: "Another app holds the camera. Close it, or type.",
  notABand: "That code is not a band.", tornCode: "The code is torn or too dark. Type the band.",
  typeBand: "Type the band", unknownBand: "Band {band} is not on this list. Kept as a sighting.",
  loadingEye: "Starting the camera…", use: "Use",
  // roll call
  openCount: "Begin a roll call", oneCounter: "One counts", twoCounters: "Two count apart, on two phones",
  wholeSite: "Whole site", noCount: "No roll call is open.", left: "{n} left", allAnswered: "Everybody is answered.",
  found: "Found", notFound: "Looked for, not there", notThere: "not there", answered: "Answered", undo: "Change",
  finish: "I have counted all", finishAsk: "{n} are still left. Finish all the same?",
  finished: "You have finished. The other may still be counting.", closeCount: "Sign and close",
  closeAsk: "Not found: {n}. Sign this count?", blind: "Two count this. You see only your own answers.",
  addStranger: "Someone not on the list", already: "{who}: already answered.", roundTwo: "Round {n}: count again",
  counterN: "You are counter {n}", interrupted: "Interrupted: {why}", strangerHow:
    "Written down as found. Nobody is matched to a name here.", circumstances: "Where and how found",
  strangerDone: "Added: {tag}", tag: "Mark (what you call them)",
  // incident
  incident: "Incident", unseen: "Not seen since {time}", seenAfter: "Seen since", incidentNone: "No incident is open.",
  frozenList: "The list of {time}, as this phone last knew it.", pending: "Waits for the house to say which site.",
  // intake
  newChild: "New child", bandStep: "Band", scanBand: "Scan the band", noBand: "No band yet", photo: "Photo",
  takePhoto: "Take the photo", retake: "Again", sex: "Seen as", age: "Age, by eye", heldBy: "Who was holding them",
  nobodyHeld: "Nobody", mother: "A woman who says mother", father: "A man who says father", otherAdult: "Another adult",
  siblingHeld: "An older child", unknownHeld: "Not known", sameAsLast: "Same as last", siblingOfLast: "Brother or sister of the last",
  saveNext: "Keep and next", intakeDone: "{band} kept. {n} tonight.", bandWorn:
    "Band {band} is already on {who}. Two children cannot wear one band.", takeAnother: "Take another band",
  sameChild: "It is the same child", missingParts: "Still open: {what}. Keep all the same?", keepAnyway: "Keep all the same",
  name: "Name, if said", draftBack: "This child was half written when the phone locked.",
  // moving
  handovers: "Handovers", vehicles: "Vehicles", waitingFor: "{n} waiting", receive: "Receive", giveOut: "Hand over",
  toAgency: "To", choosePeople: "Scan or tick who goes", goes: "{n} go", confirmGive: "Hand over {n}",
  taken: "Arrived", notTaken: "Not here", why: "Why not", confirmTake: "{n} taken, {m} not. Sign?", aboard: "{n} aboard",
  board: "Board", depart: "Depart", arrive: "Arrive", dueAt: "due {time}", noMoves: "Nothing is on its way.",
  newTransit: "New vehicle trip", vehicle: "Vehicle", destination: "To", escorts: "Escorts", dueIn: "Due in (minutes)",
  from: "from {who}", to: "to {who}", scanManifest: "Scan the manifest", unknownManifest: "This manifest is not on this phone.",
  notOnManifest: "{who} is not on this list. Kept as a sighting.", reasonAbsent: "not with the others",
  // outbox
  onThisPhone: "on this phone", onLaptop: "at the house", atHeadquarters: "at headquarters", waitingState: "waiting",
  takenState: "taken", refusedState: "refused", personState: "a person will look", sendNow: "Send now",
  sentAll: "All sent.", sentSome: "{n} sent, {m} still waiting.", emptyOutbox: "Nothing was recorded yet.",
  photoWaits: "photo waiting", twoTimes: "Your clock said {said}, the house {at}.",
  nothingDropped: "Nothing is ever dropped. What was refused is shown to a person at the desk.",
  // more
  language: "Language", addPasskey: "Open with fingerprint or face too", passkeyAdded: "Added.",
  passkeyNone: "This phone's passkeys cannot keep a secret. The PIN stays.", lockNow: "Lock now", lightDark: "Light or dark",
  thisPhone: "This phone", version: "Version {v}", holder: "Holder",
  // acts in the outbox
  act_register: "Child registered", "act_answer-roll-call": "Roll call answer", act_see: "Seen", act_scan: "Band seen",
  "act_open-roll-call": "Roll call begun", "act_finish-counting": "Counting finished", "act_close-roll-call": "Roll call signed",
  "act_find-stranger": "Stranger found", "act_open-incident": "Incident", "act_add-photo": "Photo", "act_hand-over": "Handed over",
  "act_take-over": "Received", "act_open-transit": "Trip begun", act_board: "Boarded", act_depart: "Departed",
  act_arrive: "Arrived", "act_group-siblings": "Siblings", act_duress: "Notice", act_lost: "Lost numbers", act_other: "Other",
};
export type Key = keyof typeof en;
