import { describe, expect, test } from "vitest";
import { raceline } from "./command-line";
import { memoryFiles } from "./memory-files";

const rough = "scenario s {\nint x;\n  task t {x=1; } // why\n}\n";
const formatted = "scenario s {\n\tint x;\n\ttask t { x = 1; } // why\n}\n";

/** Runs `raceline fmt ARGS`; gives also the files as they are afterwards. */
async function format(args: readonly string[], texts: Readonly<Record<string, string>>) {
	const files = memoryFiles(texts);
	const finished = await raceline(["fmt", ...args], {}, { files });
	const read = async (path: string): Promise<[string, string | undefined]> => {
		const found = await files.read(files.resolve(path));
		return [path, found && "text" in found ? found.text : undefined];
	};
	const after = await Promise.all(Object.keys(texts).map(read));
	return { ...finished, files: Object.fromEntries(after) };
}

test("files are written in the kernel's style, and those that changed are named", async () => {
	expect(await format(["."], { "a.race": rough, "b/c.race": formatted, "b/d.race": rough, "e.txt": rough })).toEqual({
		out: "a.race\nb/d.race\n",
		err: "",
		status: 0,
		files: { "a.race": formatted, "b/c.race": formatted, "b/d.race": formatted, "e.txt": rough },
	});
});

test("--check changes nothing; its status says whether something would", async () => {
	expect(await format(["--check", "a.race"], { "a.race": rough })).toEqual({
		out: "a.race\n",
		err: "",
		status: 1,
		files: { "a.race": rough },
	});
	expect(await format(["--check", "a.race"], { "a.race": formatted })).toMatchObject({ out: "", status: 0 });
});

describe("left alone is", () => {
	test("a file with syntax errors, while the others are formatted", async () => {
		const broken = "scenario s {\n\tint x\n}\n";
		const { err, status, files } = await format(["."], { "a.race": broken, "b.race": rough });
		expect(err).toMatch(/^raceline: a\.race:2:\d+: .*; left alone\n$/);
		expect(status).toBe(2);
		expect(files).toEqual({ "a.race": broken, "b.race": formatted });
	});

	test("a file that is not UTF-8", async () => {
		const { err, status, files } = await format(["a.race"], { "a.race": `// \ufffd\n${rough}` });
		expect(err).toBe("raceline: a.race is not UTF-8, left alone\n");
		expect(status).toBe(2);
		expect(files["a.race"]).toContain(rough);
	});
});

test("what cannot be written is said", async () => {
	const files = { ...memoryFiles({ "a.race": rough }), write: async () => "cannot be written: no space left" };
	expect(await raceline(["fmt", "a.race"], {}, { files })).toEqual({
		out: "",
		err: "raceline: a.race cannot be written: no space left\n",
		status: 4,
	});
});

test.each([
	[[], "nothing to format: name files or folders, as in raceline fmt samples"],
	[["--kernel", "v1", "a.race"], "--kernel is a flag of raceline check and explain and diff and export"],
	[["b.race"], "no such file or folder: b.race"],
])("%j is answered", async (args, message) => {
	const { err, status } = await format(args, { "a.race": rough });
	expect(err.split("\n")[0]).toBe(`raceline: ${message}`);
	expect(status).toBe(2);
});
