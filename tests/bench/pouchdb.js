// The peer of the bench of exchange: PouchDB at both ends, with its defaults. What is measured is its own replication.
"use strict";
const fs = require("node:fs");
const PouchDB = require("pouchdb");

const [deed, folder, ...words] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });

if (deed === "serve") {
  const app = require("express")();
  const Here = PouchDB.defaults({ prefix: `${folder}/` });
  app.use("/", require("express-pouchdb")(Here, { mode: "minimumForPouchDB", logPath: `${folder}/log.txt`, configPath: `${folder}/config.json` }));
  new Here("db").info().then(() => app.listen(Number(words[1]), words[0]));
} else {
  (async () => {
    const db = new PouchDB(`${folder}/db`);
    const lines = fs.readFileSync(words[0], "utf8").trim().split("\n").map((line) => JSON.parse(line));
    await db.bulkDocs(lines);
    const began = Date.now();
    const said = await db.replicate.to(words[1]);
    const seconds = (Date.now() - began) / 1000;
    console.log(JSON.stringify({ seconds, written: said.docs_written, version: PouchDB.version }));
    process.exit(0);
  })();
}
