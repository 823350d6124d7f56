/** The extension as a guest in VS Code: it comes to life with a scenario file and is quiet otherwise. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "../../../samples") });

test("a .race file opens in the language Raceline, with colors", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	expect(await workbench().language()).toBe("Raceline");
	await expect.poll(async () => (await workbench().colorsOfLine("scenario ")).length).toBeGreaterThan(2);
	await workbench().screenshot("a scenario");
});

test("the language server starts and says so in the language status", async () => {
	await expect.poll(() => workbench().languageStatus()).not.toMatch(/Starting|stopped/);
});

test("the server can be restarted by command", async () => {
	await expect.poll(() => workbench().codeLenses()).not.toEqual([]);
	await workbench().runCommand("Raceline: Restart Language Server");
	await expect.poll(() => workbench().languageStatus()).not.toMatch(/Starting|stopped/);
	await expect.poll(() => workbench().codeLenses()).not.toEqual([]);
});

test("the output is shown by command, and holds no errors", async () => {
	await workbench().runCommand("Raceline: Show Output");
	await expect.poll(() => workbench().panelTitle()).toBe("OUTPUT");
	await expect.poll(() => workbench().output()).toContain("[info] The language server is ready");
	expect(await workbench().output()).not.toMatch(/\[error\]/i);
});

test("nothing of this raises a notification", async () => {
	expect(await workbench().notifications()).toEqual([]);
});
