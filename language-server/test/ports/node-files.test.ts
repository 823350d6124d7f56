/** What may be read of a disk: by name, and by a `use` of a file that may come from anywhere. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LARGEST_FILE } from "../../src/base/file-text";
import { nodeFiles } from "../../src/ports/node/files";
import { type Finished, raceline } from "../cli/command-line";

const SECRET = "PASSWORD=swordfish";
const LIBRARY = "fn int one() { return 1; }\n";

/** The working folder, which lies in a folder of things that are none of its business. */
let folder: string;
let outside: string;

beforeEach(() => {
	outside = mkdtempSync(join(tmpdir(), "raceline-files-"));
	folder = join(outside, "project");
	for (const path of ["project", "project/lib", "elsewhere"]) mkdirSync(join(outside, path));
	writeFileSync(join(outside, "secret.race"), `${SECRET};\n`);
	writeFileSync(join(outside, "elsewhere", "library.race"), LIBRARY);
	writeFileSync(join(folder, ".env"), `${SECRET};\n`);
	write("lib/library.race", LIBRARY);
});

afterEach(() => rmSync(outside, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** Runs the command in the working folder. */
const run = (...args: string[]): Promise<Finished> => raceline(args, {}, { files: nodeFiles(folder) });

/** Checks a file that uses another, in every format. */
async function using(path: string): Promise<string> {
	write("user.race", `use "${path}";\nscenario s { int 0..3 x; task t { x = one(); } }\n`);
	const texts: string[] = [];
	for (const format of ["text", "json", "sarif", "junit", "github"]) {
		const { out, err } = await run("check", "user.race", "--format", format);
		texts.push(out + err);
	}
	return texts.join("\n");
}

/** The one problem with the `use`, and no word of what the file holds. */
async function refusal(path: string): Promise<string> {
	const told = await using(path);
	expect(told).not.toContain("swordfish");
	expect(told).not.toContain("PATH=");
	expect(told).toContain("error[file-refused]");
	return /error\[file-refused\]: (.*)/.exec(told)?.[1] ?? told;
}

describe("a use", () => {
	test("reads a file of the working folder, and through a link that stays in it", async () => {
		expect(await using("lib/library.race")).not.toContain("error[");
		symlinkSync("lib/library.race", join(folder, "link.race"));
		symlinkSync("lib", join(folder, "linked"));
		expect(await using("link.race")).not.toContain("error[");
		expect(await using("linked/library.race")).not.toContain("error[");
	});

	test("reads no other kind of file", async () => {
		for (const path of ["/proc/self/environ", "/etc/passwd", ".env", "lib", "/dev/stdin"])
			expect(await refusal(path)).toBe(`only .race files can be used, which '${path}' is not`);
	});

	test("reads nothing outside the working folder and the folder of the file that is named", async () => {
		for (const path of ["../secret.race", "lib/../../secret.race", `${outside}/secret.race`, "../project/../secret.race"])
			expect(await refusal(path)).toBe(`'${path}' lies outside the workspace and the folder of the file that is checked`);
		const { out } = await run("check", "../elsewhere/library.race");
		expect(out).not.toContain("error[");
	});

	test("follows no link out of them, to a file or a folder, nor to a file of another kind", async () => {
		symlinkSync("../secret.race", join(folder, "file.race"));
		symlinkSync("..", join(folder, "up"));
		symlinkSync(".env", join(folder, "environment.race"));
		symlinkSync("/proc/self/environ", join(folder, "process.race"));
		symlinkSync("file.race", join(folder, "twice.race"));
		for (const path of ["file.race", "up/secret.race", "environment.race", "process.race", "twice.race"])
			expect(await refusal(path)).toMatch(/race is a symbolic link that leads out of the workspace/);
	});

	test("waits for no pipe, opens no device, and reads no folder and nothing huge", async () => {
		execFileSync("mkfifo", [join(folder, "pipe.race")]);
		symlinkSync("/dev/zero", join(folder, "device.race"));
		mkdirSync(join(folder, "folder.race"));
		write("huge.race", "");
		truncateSync(join(folder, "huge.race"), LARGEST_FILE + 1);
		symlinkSync("circle.race", join(folder, "circle.race"));
		expect(await refusal("pipe.race")).toBe("pipe.race is not a regular file");
		expect(await refusal("device.race")).toBe("device.race is not a regular file");
		expect(await refusal("folder.race")).toBe("folder.race is a folder");
		expect(await refusal("huge.race")).toBe("huge.race is larger than 8 MB");
		expect(await refusal("circle.race")).toBe("circle.race cannot be read: symbolic links lead in a circle");
	});

	test("of a file that is used is confined as well", async () => {
		write("lib/greedy.race", 'use "../../secret.race";\n');
		const told = await using("lib/greedy.race");
		expect(told).toContain("lib/greedy.race:1:5");
		expect(told).toContain("'../../secret.race' lies outside");
		expect(told).not.toContain("swordfish");
	});
});

describe("what is named itself", () => {
	test("may be called anything and lie anywhere, a link too, but is a regular file of limited size", async () => {
		symlinkSync("../elsewhere/library.race", join(folder, "link.race"));
		expect(await run("check", "link.race")).toMatchObject({ status: 0, err: "" });
		execFileSync("mkfifo", [join(folder, "pipe")]);
		write("huge.txt", "");
		truncateSync(join(folder, "huge.txt"), LARGEST_FILE + 1);
		for (const command of ["check", "fmt", "explain", "matrix"]) {
			expect(await run(command, "pipe")).toMatchObject({ status: 2, out: "", err: "raceline: pipe is not a regular file\n" });
			expect(await run(command, "/dev/zero")).toMatchObject({ status: 2, err: "raceline: /dev/zero is not a regular file\n" });
			expect(await run(command, "huge.txt")).toMatchObject({ status: 2, err: "raceline: huge.txt is larger than 8 MB\n" });
			expect(await run(command, "none.race")).toMatchObject({ status: 2, err: "raceline: no such file or folder: none.race\n" });
		}
	});

	test("as a folder stands for what really lies in it", async () => {
		symlinkSync("../../secret.race", join(folder, "lib", "link.race"));
		for (const command of ["check", "fmt"]) {
			const { out, err, status } = await run(command, "lib");
			expect(err).toMatch(/^raceline: lib\/link.race is a symbolic link that leads out/);
			expect(status).toBe(2);
			expect(out).not.toContain("swordfish");
		}
		mkdirSync(join(folder, "named.race"));
		writeFileSync(join(folder, "named.race", "a.race"), LIBRARY);
		expect(await run("check", "named.race")).toMatchObject({ status: 0 });
	});
});
