// A refused form opens where it stands; nothing else here needs a script.
document.querySelector(".acts details[open]")?.scrollIntoView({ block: "center" });
