/** What is offered to do about a race while repairs are still being tried, over the protocol, from the built server. */
import { describe, expect, test } from "vitest";
import type { CodeAction, CodeActionContext } from "vscode-languageserver-protocol";
import { CodeActionTriggerKind } from "vscode-languageserver-protocol";
import type { RepairsResult } from "../../src/lsp/protocol/repairs";
import { useServer } from "./use-server";

const uri = "file:///scenarios/repairs.race";
const pinned = `scenario pinned {
	kernel v4.17;
	file data  = dax_file(xfs, blocks: 1, mapped_by: PTE);
	file other = dax_file(xfs);
	task reader {
		page p = get_user_pages_fast(data, 0, FOLL_WRITE);
		if (p) {
			dma_write(p);
			put_page(p);
		}
	}
	task puncher { punch_hole(data, 0, 1); }
	task writer  { fallocate(other, 0, 1); }
	expect safe;
}
`;

const client = useServer({ ofEach: true, initializationOptions: { searchesRepairs: true } }, (client) => client.open(uri, pinned));

/** What is offered at the race, asked for by the editor itself or by a person. */
async function offered(triggerKind: CodeActionTriggerKind): Promise<readonly CodeAction[]> {
	const diagnostics = (await client().verdict(uri)).filter(({ code }) => code === "free_while_busy");
	const context: CodeActionContext = { diagnostics: [...diagnostics], triggerKind };
	return client().request("textDocument/codeAction", { textDocument: { uri }, range: diagnostics[0].range, context });
}

const search = /^Searching for (more )?repairs…$/;

test("the first question begins the search, and says so; the last thing offered is to expect the race", async () => {
	const titles = (await offered(CodeActionTriggerKind.Automatic)).map(({ title }) => title);
	expect(titles[0]).toBe("Searching for repairs…");
	expect(titles.at(-1)).toBe("Expect 'race free_while_busy', which is what happens");
});

test("when all have been tried they come first, as what cures the race", async () => {
	const [searching] = await offered(CodeActionTriggerKind.Automatic);
	const [textDocument, position] = searching.command?.arguments ?? [];
	const answer: RepairsResult = await client().request("raceline/repairs", { textDocument: { uri: textDocument }, position });
	const actions = await offered(CodeActionTriggerKind.Invoked);
	const safe = actions.filter(({ title, edit }) => edit && /: 0 violations in /.test(title));
	expect(safe.length).toBe(answer.safe);
	expect(safe.map(({ title }) => title)).toContainEqual(expect.stringMatching(/^Use kernel v4\.18: /));
	expect(actions.slice(0, safe.length)).toEqual(safe);
	expect(safe.every(({ diagnostics }) => diagnostics?.[0]?.code === "free_while_busy")).toBe(true);
	expect(actions.filter(({ title }) => search.test(title))).toEqual([]);
	expect(actions.at(-1)?.title).toBe("Expect 'race free_while_busy', which is what happens");
});

test("a search that is cancelled keeps what it has found, and goes on when that is asked for", async () => {
	await offered(CodeActionTriggerKind.Automatic);
	const params = client().position(uri, "dma_write");
	const { answer, cancel } = client().cancellableRequest<RepairsResult>("raceline/repairs", params);
	cancel();
	await answer.catch(() => {});
	expect((await offered(CodeActionTriggerKind.Automatic)).map(({ title }) => title)).toContainEqual(expect.stringMatching(search));
	const { safe } = await client().request<RepairsResult>("raceline/repairs", params);
	expect(safe).toBeGreaterThan(0);
	expect((await offered(CodeActionTriggerKind.Automatic)).filter(({ title }) => search.test(title))).toEqual([]);
});

describe("a client that shows repairs itself", () => {
	const params = () => client().position(uri, "dma_write");

	test("is told what is known without a search", async () => {
		await client().verdict(uri);
		const known = await client().request<RepairsResult>("raceline/repairs", { ...params(), known: true });
		expect(known).toMatchObject({ safe: 0, repairs: [], tried: 0, complete: false });
		expect(known.configurationKey).not.toBe("");
	});

	test("is told of a search that the editor has begun for its quick fixes, and can follow it", async () => {
		await client().verdict(uri);
		expect(client().repairsBegun).toEqual([]);
		await offered(CodeActionTriggerKind.Automatic);
		expect(client().repairsBegun).toEqual([uri]);
		const known = await client().request<RepairsResult>("raceline/repairs", { ...params(), known: true });
		expect(known).toMatchObject({ complete: false, searching: true });
		const all = await client().request<RepairsResult>("raceline/repairs", params());
		expect(all).toMatchObject({ complete: true, searching: false });
		expect(client().repairsBegun).toEqual([uri]);
	});

	test("is told of the first scenario where there is none at that place, as timelines are", async () => {
		client().edit(uri, "scenario pinned", "// What is pinned.\nscenario pinned");
		await client().verdict(uri);
		const above = { textDocument: { uri }, position: { line: 0, character: 0 } };
		const known = await client().request<RepairsResult>("raceline/repairs", { ...above, known: true });
		expect(known).toEqual(await client().request("raceline/repairs", { ...params(), known: true }));
		expect(known.configurationKey).not.toBe("");
	});

	test("is told whenever something has been tried, and what was found with the edits that make it so", async () => {
		await client().verdict(uri);
		const all = await client().request<RepairsResult>("raceline/repairs", { ...params(), partialResultToken: "repairs" });
		const told = client().partialResults.map(({ value }) => value as RepairsResult);
		expect(told.map(({ tried }) => tried)).toEqual(told.map((_, index) => index + 1));
		expect(all).toMatchObject({ tried: told.length, complete: true });
		const kernel = all.repairs.find(({ name }) => name === "kernel v4.18");
		expect(kernel?.title).toMatch(/^Use kernel v4\.18: 0 violations in [\d,]+ states$/);
		const start = client().position(uri, "v4.17").position;
		const range = { start, end: { ...start, character: start.character + "v4.17".length } };
		expect(kernel?.edits).toEqual([{ range, newText: "v4.18" }]);
		expect(await client().request("raceline/repairs", { ...params(), known: true })).toEqual(all);
	});

	test("is told which configurations that the scenario asks about are safe already", async () => {
		client().edit(uri, "expect safe;", "expect race free_while_busy;\n\texpect safe under v4.18;");
		await client().verdict(uri);
		const known = await client().request<RepairsResult>("raceline/repairs", { ...params(), known: true });
		expect(known.safeUnder).toEqual([{ name: "v4.18", changes: [] }]);
	});
});
