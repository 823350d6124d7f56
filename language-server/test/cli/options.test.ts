import { describe, expect, test } from "vitest";
import { helpText, parseCommandLine } from "../../src/cli/options";

function options(...args: string[]) {
	const invocation = parseCommandLine(args);
	if (invocation.kind !== "check") throw new Error(JSON.stringify(invocation));
	return invocation.options;
}

function problem(...args: string[]): string {
	const invocation = parseCommandLine(args);
	return invocation.kind === "invalid" ? invocation.message : invocation.kind;
}

test("what is not said has a default", () => {
	expect(options("check", "a.race", "samples")).toEqual({
		paths: ["a.race", "samples"],
		format: "text",
		timeline: false,
		verbose: false,
		stats: false,
		strength: false,
		maxStates: 50_000_000,
		maxSeconds: 30,
		maxMegabytes: 1024,
		reductions: "all",
		bitstate: false,
		threads: 1,
		kernel: undefined,
		jobs: undefined,
		dump: undefined,
	});
});

test("flags may stand anywhere, with their value behind a space or an equals sign", () => {
	expect(
		options("check", "--max-states=100", "a.race", "--format", "json", "-v", "-j", "2", "--kernel", "v4.18 - NAME", "--no-reductions"),
	).toMatchObject({
		paths: ["a.race"],
		format: "json",
		verbose: true,
		maxStates: 100,
		jobs: 2,
		reductions: "none",
		kernel: "v4.18 - NAME",
	});
	expect(options("check", "--", "--odd.race")).toMatchObject({ paths: ["--odd.race"] });
});

describe("a command line that cannot be meant is answered with what could be", () => {
	test.each([
		[["check", "--max-state", "5", "a"], "no flag called '--max-state'; did you mean '--max-states'?"],
		[["check", "--frobnicate", "a"], "no flag called '--frobnicate'"],
		[["check", "-x", "a"], "no flag called '-x'"],
		[["chekc", "a"], "no command called 'chekc'; did you mean 'check'?"],
		[[], "no command; to check scenarios: raceline check PATH…"],
		[["check"], "nothing to check: name files or folders, as in raceline check samples"],
		[["check", "a", "--max-seconds"], "--max-seconds needs a value: --max-seconds N"],
		[["check", "a", "--format", "--timeline"], "--format needs a value: --format FORMAT"],
		[["check", "a", "--timeline=yes"], "--timeline takes no value"],
		[["check", "a", "--format", "jsn"], "--format takes text or json or sarif or junit or github, not 'jsn'; did you mean 'json'?"],
		[["check", "a", "--max-states", "lots"], "--max-states takes a whole number above 0, not 'lots'"],
		[["check", "a", "--jobs", "1.5"], "--jobs takes a whole number above 0, not '1.5'"],
		[["check", "a", "--max-seconds=-3"], "--max-seconds takes a number above 0, not '-3'"],
		[["check", "a", "--dump", "trees"], "--dump takes tree or steps or timeline, not 'trees'; did you mean 'tree'?"],
	])("%j", (args, message) => {
		expect(problem(...args)).toBe(message);
	});
});

test("help and version go before everything else that is right", () => {
	expect(problem("check", "--help")).toBe("help");
	expect(problem("help")).toBe("help");
	expect(problem("--version")).toBe("version");
});

test("the help names every flag", () => {
	expect(`\n${helpText()}`).toMatchInlineSnapshot(`
		"
		raceline: explores every interleaving of kernel concurrency scenarios

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
		      --format FORMAT             text, json, sarif, junit, github (check); changelog, markdown, mermaid, svg, json (explain); text, markdown, json (matrix)
		      --timeline                  show every losing run, also of expected races
		  -v, --verbose                   show each expectation, and the runs of those that are met
		      --stats                     show how often each step was taken, and which never were
		      --strength                  leave out steps of what is expected to be safe, and show those that nothing misses
		      --kernel SET                ask about this kernel, such as 'v4.18 - NAME'
		      --kernels NAME,…            matrix: only these kernels
		      --patches NAME,…            matrix: these patches, each alone and each left out
		      --base KERNEL               the kernel that patches are added to
		      --sets                      matrix: try every set of the patches, for all that are smallest
		      --take NAME,…               backport: the patches that are taken
		      --max-states N              states that one search may visit (50000000)
		      --max-seconds N             seconds that one search may take (30)
		      --max-memory MB             megabytes that the tables of one search may take (1024)
		      --bitstate                  keep a few bits of each state: more states, never a proof
		      --no-reductions             visit every state, also where fewer would do
		      --threads 1|2               threads that explore together in one large search (1)
		  -j, --jobs N                    searches that run at a time (one for each processor)
		      --dump tree|steps|timeline  print what a stage makes of the files, for debugging
		      --to promela|murphi         export: the language of the model
		      --scenario NAME             which scenario of the file
		      --include DIR,…             import: folders in which headers are looked for
		      --check                     fmt: print the names of the files that would change, and change none
		  -h, --help                      print this help
		      --version                   print the version

		Exit status:
		  0  every expectation is met
		  1  an expectation is not met; fmt --check: a file would change
		  2  bad input: a flag, a path, or an error in a file
		  3  undecided: a limit ended a search before an answer
		  4  the output, or a file, could not be written
		"
	`);
});
