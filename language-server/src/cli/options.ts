/** The flags of the commands: one table from which they are read and explained. */
import { parseArgs } from "node:util";
import type { Reductions } from "../checker/result";
import { suggest } from "../semantics/suggest";

/** What a report can look like. */
const FORMATS = ["text", "json", "sarif", "junit", "github"] as const;
export type Format = (typeof FORMATS)[number];
export type Dump = "tree" | "steps" | "timeline";

export interface CheckOptions {
	readonly paths: readonly string[];
	readonly format: Format;
	readonly timeline: boolean;
	readonly verbose: boolean;
	readonly maxStates: number;
	readonly maxSeconds: number;
	readonly maxMegabytes: number;
	readonly reductions: Reductions;
	/** Keeps a few bits of each state only. */
	readonly bitstate: boolean;
	/** Asks about this kernel in place of what the scenarios ask about. */
	readonly kernel: string | undefined;
	/** How many searches run at a time; undefined means as many as there are processors. */
	readonly jobs: number | undefined;
	readonly dump: Dump | undefined;
}

/** The languages of other checkers. */
const TARGETS = ["promela", "murphi"] as const;
export type Target = (typeof TARGETS)[number];

export interface ExportOptions {
	readonly path: string;
	readonly to: Target;
	/** Undefined means the only one. */
	readonly scenario: string | undefined;
	/** Undefined means the scenario's own. */
	readonly kernel: string | undefined;
}

/** What a command line asks for, or what is wrong with it. */
export type Invocation =
	| { readonly kind: "help" }
	| { readonly kind: "version" }
	| { readonly kind: "check"; readonly options: CheckOptions }
	| { readonly kind: "export"; readonly options: ExportOptions }
	| { readonly kind: "invalid"; readonly message: string };

interface Flag {
	readonly name: string;
	readonly short?: string;
	/** What stands for its value in the help; absent for a switch. */
	readonly value?: string;
	readonly help: string;
	/** The command that it belongs to; absent where it belongs to several. */
	readonly command?: "check" | "export";
}

export const FLAGS: readonly Flag[] = [
	{ name: "format", value: FORMATS.join("|"), help: "what the report looks like (text)", command: "check" },
	{ name: "timeline", help: "show every losing run, also of expected races", command: "check" },
	{ name: "verbose", short: "v", help: "show each expectation, and the runs of those that are met", command: "check" },
	{ name: "kernel", value: "SET", help: "ask about this kernel, such as 'v4.18 - NAME'" },
	{ name: "max-states", value: "N", help: "states that one search may visit (50000000)", command: "check" },
	{ name: "max-seconds", value: "N", help: "seconds that one search may take (30)", command: "check" },
	{ name: "max-memory", value: "MB", help: "megabytes that the tables of one search may take (1024)", command: "check" },
	{ name: "bitstate", help: "keep a few bits of each state: more states, never a proof", command: "check" },
	{ name: "no-reductions", help: "visit every state, also where fewer would do", command: "check" },
	{ name: "jobs", short: "j", value: "N", help: "searches that run at a time (one for each processor)", command: "check" },
	{ name: "dump", value: "tree|steps|timeline", help: "print what a stage makes of the files, for debugging", command: "check" },
	{ name: "to", value: TARGETS.join("|"), help: "export: the language of the model", command: "export" },
	{ name: "scenario", value: "NAME", help: "export: which scenario of the file (the only one)", command: "export" },
	{ name: "help", short: "h", help: "print this help" },
	{ name: "version", help: "print the version" },
];

const COMMANDS = ["check", "export", "help"] as const;

/** Reads a command line, without the name of the program. */
export function parseCommandLine(args: readonly string[]): Invocation {
	const { tokens } = parseArgs({
		args: [...args],
		options: Object.fromEntries(
			FLAGS.map(({ name, short, value }) => [name, { type: value ? "string" : "boolean", ...(short && { short }) } as const]),
		),
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const given = new Map<string, string>();
	const positionals: string[] = [];
	for (const token of tokens) {
		if (token.kind === "positional") positionals.push(token.value);
		if (token.kind !== "option") continue;
		const flag = FLAGS.find(({ name }) => name === token.name);
		if (flag === undefined) return unknownFlag(token.rawName, token.name);
		const missing = token.value === undefined || token.value === "" || (token.value.startsWith("-") && !token.inlineValue);
		if (flag.value !== undefined && missing) return invalid(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`);
		if (flag.value === undefined && token.value !== undefined) return invalid(`${token.rawName} takes no value`);
		given.set(flag.name, token.value ?? "");
	}
	if (given.has("help") || positionals[0] === "help") return { kind: "help" };
	if (given.has("version")) return { kind: "version" };
	const [command, ...paths] = positionals;
	if (command === undefined) return invalid("no command; to check scenarios: raceline check PATH…");
	if (command !== "check" && command !== "export") {
		return invalid(`no command called '${command}'${didYouMean(suggest(command, COMMANDS))}`);
	}
	const foreign = FLAGS.find((flag) => given.has(flag.name) && flag.command !== undefined && flag.command !== command);
	if (foreign) return invalid(`--${foreign.name} is a flag of raceline ${foreign.command}`);
	if (command === "export") return exportInvocation(given, paths);
	if (paths.length === 0) return invalid("nothing to check: name files or folders, as in raceline check samples");
	return checkInvocation(given, paths);
}

function checkInvocation(given: ReadonlyMap<string, string>, paths: readonly string[]): Invocation {
	const problems: string[] = [];
	const number = <T>(name: string, fallback: T, wholeOnly: boolean): number | T => {
		const text = given.get(name);
		if (text === undefined) return fallback;
		const value = Number(text);
		if (Number.isFinite(value) && value > 0 && (!wholeOnly || Number.isInteger(value))) return value;
		problems.push(`--${name} takes a ${wholeOnly ? "whole " : ""}number above 0, not '${text}'`);
		return fallback;
	};
	const choice = <T extends string, F>(name: string, choices: readonly T[], fallback: F): T | F => {
		const text = given.get(name);
		const chosen = choices.find((candidate) => candidate === text);
		if (text === undefined || chosen !== undefined) return chosen ?? fallback;
		problems.push(`--${name} takes ${choices.join(" or ")}, not '${text}'${didYouMean(suggest(text, choices))}`);
		return fallback;
	};
	const options: CheckOptions = {
		paths,
		format: choice<Format, Format>("format", FORMATS, "text"),
		timeline: given.has("timeline"),
		verbose: given.has("verbose"),
		maxStates: number("max-states", 50_000_000, true),
		maxSeconds: number("max-seconds", 30, false),
		maxMegabytes: number("max-memory", 1024, false),
		reductions: given.has("no-reductions") ? "none" : "all",
		bitstate: given.has("bitstate"),
		kernel: given.get("kernel"),
		jobs: number("jobs", undefined, true),
		dump: choice<Dump, undefined>("dump", ["tree", "steps", "timeline"], undefined),
	};
	return problems.length > 0 ? invalid(problems.join("\n")) : { kind: "check", options };
}

function exportInvocation(given: ReadonlyMap<string, string>, paths: readonly string[]): Invocation {
	const usage = "raceline export --to promela FILE";
	const text = given.get("to");
	const to = TARGETS.find((target) => target === text);
	if (text === undefined) return invalid(`export to what? ${usage}`);
	if (to === undefined) return invalid(`--to takes ${TARGETS.join(" or ")}, not '${text}'${didYouMean(suggest(text, TARGETS))}`);
	if (paths.length !== 1) return invalid(`one file is exported at a time: ${usage}`);
	return { kind: "export", options: { path: paths[0], to, scenario: given.get("scenario"), kernel: given.get("kernel") } };
}

function unknownFlag(written: string, name: string): Invocation {
	const known = FLAGS.map((flag) => `--${flag.name}`);
	return invalid(`no flag called '${written}'${didYouMean(suggest(`--${name}`, known))}`);
}

function didYouMean(name: string | undefined): string {
	return name === undefined ? "" : `; did you mean '${name}'?`;
}

function invalid(message: string): Invocation {
	return { kind: "invalid", message };
}

/** What `--help` prints. */
export function helpText(): string {
	const usage = FLAGS.map(({ name, short, value }) => `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`);
	const width = Math.max(...usage.map((text) => text.length));
	return `raceline: explores every interleaving of kernel concurrency scenarios

Usage: raceline check PATH… [flags]
       raceline export --to promela|murphi FILE [flags]

Checks the scenarios of .race files; a folder stands for all .race files in it. Exports one scenario as a model for Spin or Rumur.

Flags:
${FLAGS.map(({ help }, index) => `  ${usage[index].padEnd(width)}  ${help}`).join("\n")}

Exit status:
  0  every expectation is met
  1  an expectation is not met
  2  bad input: a flag, a path, or an error in a file
  3  undecided: a limit ended a search before an answer
`;
}
