/** The flags of the commands: one table from which they are read and explained. */
import { parseArgs } from "node:util";
import type { Reductions } from "../checker/result";
import { suggest } from "../semantics/suggest";

/** What a report can look like. */
const FORMATS = ["text", "json", "sarif", "junit", "github"] as const;
export type Format = (typeof FORMATS)[number];
export type Dump = "tree" | "steps" | "timeline";

export interface CheckOptions extends Budget {
	readonly paths: readonly string[];
	readonly format: Format;
	readonly timeline: boolean;
	readonly verbose: boolean;
	/** Says how often each step was taken, and which were not. */
	readonly stats: boolean;
	/** Asks of each `safe` what it depends on. */
	readonly strength: boolean;
	/** Asks about this kernel in place of what the scenarios ask about. */
	readonly kernel: string | undefined;
	readonly dump: Dump | undefined;
}

/** What an explanation can look like. */
const EXPLANATIONS = ["changelog", "markdown", "mermaid", "svg", "json"] as const;
export type ExplainFormat = (typeof EXPLANATIONS)[number];

/** What a matrix can look like. */
const TABLES = ["text", "markdown", "json"] as const;
export type TableFormat = (typeof TABLES)[number];

/** What a search may take. */
export interface Budget {
	readonly maxStates: number;
	readonly maxSeconds: number;
	readonly maxMegabytes: number;
	readonly reductions: Reductions;
	/** Keeps a few bits of each state only. */
	readonly bitstate: boolean;
	/** How many threads may explore together in one search. */
	readonly threads: number;
	/** How many searches run at a time; undefined means as many as there are processors. */
	readonly jobs: number | undefined;
}

export interface ExplainOptions extends Budget {
	readonly path: string;
	/** Undefined means every scenario that fails. */
	readonly scenario: string | undefined;
	readonly kernel: string | undefined;
	readonly format: ExplainFormat;
}

export interface MatrixOptions extends Budget {
	readonly paths: readonly string[];
	readonly format: TableFormat;
	/** Undefined means all. */
	readonly kernels: readonly string[] | undefined;
	/** Undefined means those of the series that the model is about. */
	readonly patches: readonly string[] | undefined;
	/** Undefined means the last kernel without the patches. */
	readonly base: string | undefined;
	/** Tries every set of the patches. */
	readonly everySet: boolean;
}

export interface BackportOptions extends Budget {
	readonly paths: readonly string[];
	readonly base: string;
	readonly take: readonly string[];
}

export interface DiffOptions extends Budget {
	readonly before: string;
	readonly after: string;
	readonly kernel: string | undefined;
}

/** The languages of other checkers. */
const TARGETS = ["promela", "murphi"] as const;
export type Target = (typeof TARGETS)[number];

export interface FormatOptions {
	readonly paths: readonly string[];
	/** Says only which files would change. */
	readonly check: boolean;
}

export interface ImportOptions {
	readonly path: string;
	/** None means all. */
	readonly functions: readonly string[];
	/** The folders in which what stands in `#include <…>` is looked for. */
	readonly include: readonly string[];
}

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
	| { readonly kind: "explain"; readonly options: ExplainOptions }
	| { readonly kind: "matrix"; readonly options: MatrixOptions }
	| { readonly kind: "backport"; readonly options: BackportOptions }
	| { readonly kind: "diff"; readonly options: DiffOptions }
	| { readonly kind: "fmt"; readonly options: FormatOptions }
	| { readonly kind: "import"; readonly options: ImportOptions }
	| { readonly kind: "invalid"; readonly message: string };

interface Flag {
	readonly name: string;
	readonly short?: string;
	/** What stands for its value in the help; absent for a switch. */
	readonly value?: string;
	readonly help: string;
	/** The commands that it belongs to; absent where it belongs to all. */
	readonly commands?: readonly Command[];
}

const COMMANDS = ["check", "explain", "matrix", "backport", "diff", "fmt", "import", "export"] as const;
export type Command = (typeof COMMANDS)[number];

/** The commands that search. */
const SEARCHING: readonly Command[] = ["check", "explain", "matrix", "backport", "diff"];

export const FLAGS: readonly Flag[] = [
	{
		name: "format",
		value: "FORMAT",
		help: `${FORMATS.join(", ")} (check); ${EXPLANATIONS.join(", ")} (explain); ${TABLES.join(", ")} (matrix)`,
		commands: ["check", "explain", "matrix"],
	},
	{ name: "timeline", help: "show every losing run, also of expected races", commands: ["check"] },
	{ name: "verbose", short: "v", help: "show each expectation, and the runs of those that are met", commands: ["check"] },
	{ name: "stats", help: "show how often each step was taken, and which never were", commands: ["check"] },
	{ name: "strength", help: "leave out steps of what is expected to be safe, and show those that nothing misses", commands: ["check"] },
	{ name: "kernel", value: "SET", help: "ask about this kernel, such as 'v4.18 - NAME'", commands: ["check", "explain", "diff", "export"] },
	{ name: "kernels", value: "NAME,…", help: "matrix: only these kernels", commands: ["matrix"] },
	{ name: "patches", value: "NAME,…", help: "matrix: these patches, each alone and each left out", commands: ["matrix"] },
	{ name: "base", value: "KERNEL", help: "the kernel that patches are added to", commands: ["matrix", "backport"] },
	{ name: "sets", help: "matrix: try every set of the patches, for all that are smallest", commands: ["matrix"] },
	{ name: "take", value: "NAME,…", help: "backport: the patches that are taken", commands: ["backport"] },
	{ name: "max-states", value: "N", help: "states that one search may visit (50000000)", commands: SEARCHING },
	{ name: "max-seconds", value: "N", help: "seconds that one search may take (30)", commands: SEARCHING },
	{ name: "max-memory", value: "MB", help: "megabytes that the tables of one search may take (1024)", commands: SEARCHING },
	{ name: "bitstate", help: "keep a few bits of each state: more states, never a proof", commands: SEARCHING },
	{ name: "no-reductions", help: "visit every state, also where fewer would do", commands: SEARCHING },
	{ name: "threads", value: "1|2", help: "threads that explore together in one large search (1)", commands: SEARCHING },
	{ name: "jobs", short: "j", value: "N", help: "searches that run at a time (one for each processor)", commands: SEARCHING },
	{ name: "dump", value: "tree|steps|timeline", help: "print what a stage makes of the files, for debugging", commands: ["check"] },
	{ name: "to", value: TARGETS.join("|"), help: "export: the language of the model", commands: ["export"] },
	{ name: "scenario", value: "NAME", help: "which scenario of the file", commands: ["export", "explain"] },
	{ name: "include", value: "DIR,…", help: "import: folders in which headers are looked for", commands: ["import"] },
	{ name: "check", help: "fmt: print the names of the files that would change, and change none", commands: ["fmt"] },
	{ name: "help", short: "h", help: "print this help" },
	{ name: "version", help: "print the version" },
];

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
	const [named, ...paths] = positionals;
	if (named === undefined) return invalid("no command; to check scenarios: raceline check PATH…");
	const command = COMMANDS.find((known) => known === named);
	if (command === undefined) return invalid(`no command called '${named}'${didYouMean(suggest(named, [...COMMANDS, "help"]))}`);
	const foreign = FLAGS.find((flag) => given.has(flag.name) && flag.commands !== undefined && !flag.commands.includes(command));
	if (foreign?.commands) return invalid(`--${foreign.name} is a flag of raceline ${foreign.commands.join(" and ")}`);
	return readers[command](new Values(given), paths);
}

/** The values of flags, and what is wrong with them. */
class Values {
	readonly problems: string[] = [];

	constructor(private readonly given: ReadonlyMap<string, string>) {}

	has(name: string): boolean {
		return this.given.has(name);
	}

	text(name: string): string | undefined {
		return this.given.get(name);
	}

	/** Names between commas. */
	names(name: string): readonly string[] | undefined {
		return this.given
			.get(name)
			?.split(",")
			.map((one) => one.trim())
			.filter((one) => one !== "");
	}

	number<T>(name: string, fallback: T, wholeOnly: boolean): number | T {
		const text = this.given.get(name);
		if (text === undefined) return fallback;
		const value = Number(text);
		if (Number.isFinite(value) && value > 0 && (!wholeOnly || Number.isInteger(value))) return value;
		this.problems.push(`--${name} takes a ${wholeOnly ? "whole " : ""}number above 0, not '${text}'`);
		return fallback;
	}

	choice<T extends string, F>(name: string, choices: readonly T[], fallback: F): T | F {
		const text = this.given.get(name);
		const chosen = choices.find((candidate) => candidate === text);
		if (text === undefined || chosen !== undefined) return chosen ?? fallback;
		this.problems.push(`--${name} takes ${choices.join(" or ")}, not '${text}'${didYouMean(suggest(text, choices))}`);
		return fallback;
	}

	budget(): Budget {
		return {
			maxStates: this.number("max-states", 50_000_000, true),
			maxSeconds: this.number("max-seconds", 30, false),
			maxMegabytes: this.number("max-memory", 1024, false),
			reductions: this.has("no-reductions") ? "none" : "all",
			bitstate: this.has("bitstate"),
			threads: Number(this.choice("threads", ["1", "2"] as const, "1")),
			jobs: this.number("jobs", undefined, true),
		};
	}

	/** The invocation, unless something is wrong. */
	done(invocation: Invocation): Invocation {
		return this.problems.length > 0 ? invalid(this.problems.join("\n")) : invocation;
	}
}

const readers: Readonly<Record<Command, (values: Values, paths: readonly string[]) => Invocation>> = {
	check: checkInvocation,
	explain: explainInvocation,
	matrix: matrixInvocation,
	backport: backportInvocation,
	diff: diffInvocation,
	fmt: formatInvocation,
	import: importInvocation,
	export: exportInvocation,
};

function checkInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length === 0) return invalid("nothing to check: name files or folders, as in raceline check samples");
	const options: CheckOptions = {
		paths,
		format: values.choice<Format, Format>("format", FORMATS, "text"),
		timeline: values.has("timeline"),
		verbose: values.has("verbose"),
		stats: values.has("stats"),
		strength: values.has("strength"),
		...values.budget(),
		kernel: values.text("kernel"),
		dump: values.choice<Dump, undefined>("dump", ["tree", "steps", "timeline"], undefined),
	};
	return values.done({ kind: "check", options });
}

function explainInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length !== 1) return invalid("one file is explained at a time: raceline explain FILE[:SCENARIO]");
	const [, path, suffix] = /^(.*?)(?::([A-Za-z_]\w*))?$/.exec(paths[0]) ?? ["", paths[0]];
	const options: ExplainOptions = {
		path,
		scenario: values.text("scenario") ?? suffix,
		kernel: values.text("kernel"),
		format: values.choice<ExplainFormat, ExplainFormat>("format", EXPLANATIONS, "changelog"),
		...values.budget(),
	};
	return values.done({ kind: "explain", options });
}

function matrixInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length === 0) return invalid("nothing to try: name files or folders, as in raceline matrix samples");
	const options: MatrixOptions = {
		paths,
		format: values.choice<TableFormat, TableFormat>("format", TABLES, "text"),
		kernels: values.names("kernels"),
		patches: values.names("patches"),
		base: values.text("base"),
		everySet: values.has("sets"),
		...values.budget(),
	};
	return values.done({ kind: "matrix", options });
}

function backportInvocation(values: Values, paths: readonly string[]): Invocation {
	const usage = "raceline backport --base v4.14 --take PATCH,… PATH…";
	const base = values.text("base");
	if (base === undefined) return invalid(`a backport to which kernel? ${usage}`);
	if (paths.length === 0) return invalid(`nothing to try: ${usage}`);
	return values.done({ kind: "backport", options: { paths, base, take: values.names("take") ?? [], ...values.budget() } });
}

function diffInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length !== 2) return invalid("two files are compared: raceline diff OLD NEW");
	const [before, after] = paths;
	return values.done({ kind: "diff", options: { before, after, kernel: values.text("kernel"), ...values.budget() } });
}

function formatInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length === 0) return invalid("nothing to format: name files or folders, as in raceline fmt samples");
	return values.done({ kind: "fmt", options: { paths, check: values.has("check") } });
}

function importInvocation(values: Values, paths: readonly string[]): Invocation {
	if (paths.length !== 1) return invalid("one C file is read at a time: raceline import FILE.c:FUNCTION,…");
	const [, path, names = ""] = /^(.*?)(?::([A-Za-z_][\w,]*))?$/.exec(paths[0]) ?? ["", paths[0]];
	const functions = names.split(",").filter((name) => name !== "");
	return values.done({ kind: "import", options: { path, functions, include: values.names("include") ?? [] } });
}

function exportInvocation(values: Values, paths: readonly string[]): Invocation {
	const usage = "raceline export --to promela FILE";
	const text = values.text("to");
	const to = TARGETS.find((target) => target === text);
	if (text === undefined) return invalid(`export to what? ${usage}`);
	if (to === undefined) return invalid(`--to takes ${TARGETS.join(" or ")}, not '${text}'${didYouMean(suggest(text, TARGETS))}`);
	if (paths.length !== 1) return invalid(`one file is exported at a time: ${usage}`);
	return { kind: "export", options: { path: paths[0], to, scenario: values.text("scenario"), kernel: values.text("kernel") } };
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

Usage: raceline check PATH… [flags]                              check the expectations of scenarios
       raceline explain FILE[:SCENARIO] [flags]                  show how scenarios fail, for a commit message or a page
       raceline matrix PATH… [flags]                             try every kernel, each patch alone, each left out
       raceline backport --base KERNEL --take PATCH,… PATH…      say what a tree with only these patches suffers from
       raceline diff OLD NEW [flags]                             say what a scenario can do now that it could not, and the reverse
       raceline fmt [--check] PATH…                              format files
       raceline import FILE.c[:FUNCTION,…]                       write functions of a C file as code of a scenario file
       raceline export --to promela|murphi FILE [flags]          write a model for Spin or Rumur

A folder stands for all .race files in it.

Flags:
${FLAGS.map(({ help }, index) => `  ${usage[index].padEnd(width)}  ${help}`).join("\n")}

Exit status:
  0  every expectation is met
  1  an expectation is not met; fmt --check: a file would change
  2  bad input: a flag, a path, or an error in a file
  3  undecided: a limit ended a search before an answer
  4  the output, or a file, could not be written
`;
}
