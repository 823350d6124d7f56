/**
 * What cannot be written is said, and has an exit status of its own: a service that looks at the status must not take a
 * lost report for a good one.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCommandLine } from "../lsp/build-server";
import { outputTo, raceline } from "./command-line";

let path: string;
let folder: string;

beforeAll(async () => {
	path = await buildCommandLine();
	folder = mkdtempSync(join(tmpdir(), "raceline-writing-"));
	writeFileSync(join(folder, "safe.race"), "scenario s { int 0..3 x; task t { x = 1; } }\n");
	writeFileSync(join(folder, "racy.race"), 'scenario s { int 0..3 x; task t { x = 2; } property p "{x}" = x < 2; expect race p; }\n');
	const many = Array.from({ length: 400 }, (_, index) => `scenario s${index} { int 0..1 x; task t { x = 1; } }\n`);
	writeFileSync(join(folder, "many.race"), many.join(""));
});

afterAll(() => rmSync(folder, { recursive: true }));

const commands: readonly (readonly string[])[] = [
	["--help"],
	["--version"],
	["check", "safe.race"],
	...["json", "sarif", "junit", "github"].map((format) => ["check", "--format", format, "racy.race"]),
	["check", "--dump", "tree", "safe.race"],
	...["changelog", "svg", "json"].map((format) => ["explain", "--format", format, "racy.race"]),
	["matrix", "--kernels", "v4.18", "--patches", "idle_wake", "safe.race"],
	["backport", "--base", "v4.14", "--take", "idle_wake", "safe.race"],
	["diff", "safe.race", "racy.race"],
	["fmt", "--check", "racy.race"],
	["export", "--to", "promela", "safe.race"],
];

test.each(commands.map((command) => command.join(" ")))("raceline %s > /dev/full", (command) => {
	const stdio: ["ignore", number, "pipe"] = ["ignore", openSync("/dev/full", "w"), "pipe"];
	const finished = spawnSync(process.execPath, [path, ...command.split(" ")], { cwd: folder, stdio, encoding: "utf8" });
	expect(finished.stderr).toBe("raceline: cannot write the output: no space left\n");
	expect(finished.status).toBe(4);
});

test("complaints that cannot be written have the status too", () => {
	const err = openSync("/dev/full", "w");
	expect(spawnSync(process.execPath, [path, "check", "none.race"], { cwd: folder, stdio: ["ignore", "pipe", err] }).status).toBe(4);
});

test("whoever stops reading has what he wanted", async () => {
	const child = spawn(process.execPath, [path, "check", "--format", "json", "many.race"], {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let complaints = "";
	child.stderr.on("data", (text: Buffer) => {
		complaints += text;
	});
	child.stdout.once("data", () => child.stdout.destroy());
	const status = await new Promise((resolve) => child.on("close", resolve));
	expect([status, complaints]).toEqual([0, ""]);
});

test("a report that is larger than a pipe arrives whole", () => {
	const { stdout, status } = spawnSync(process.execPath, [path, "check", "--format", "json", "many.race"], {
		cwd: folder,
		encoding: "utf8",
		maxBuffer: 2 ** 26,
	});
	expect(stdout.length).toBeGreaterThan(2 ** 17);
	expect(JSON.parse(stdout).scenarios).toHaveLength(400);
	expect(status).toBe(0);
});

describe("the status", () => {
	const files = { "a.race": "scenario s { int 0..3 x; task t { x = 1; } expect race; }" };
	const broken = { ...outputTo([]), written: async () => "the device fails" };

	test("goes before what the command found", async () => {
		expect(await raceline(["check", "a.race"], files)).toMatchObject({ status: 1 });
		const { status, err } = await raceline(["check", "a.race"], files, { out: broken });
		expect([status, err]).toEqual([4, "raceline: cannot write the output: the device fails\n"]);
	});
});
