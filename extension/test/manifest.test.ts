/** What the extension contributes to the editor: all of it is there, under one name, and only where it applies. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
	followScenarioCommand,
	raiseLimitCommand,
	replayCommand,
	searchRepairsCommand,
	showTimelineCommand,
	showValuesCommand,
	whySafeCommand,
} from "../../language-server/src/lsp/protocol/client";
import { readSettings } from "../../language-server/src/lsp/settings";
import { textsIn } from "../../scripts/texts.mjs";

const root = resolve(import.meta.dirname, "../..");
const manifest = readFileSync(join(root, "package.json"), "utf8");
const strings: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8"));
/** The manifest as the editor shows it, its keys replaced by the texts of `package.nls.json`. */
const { contributes } = JSON.parse(manifest, (_, value) =>
	typeof value === "string" && /^%[\w.]+%$/.test(value) ? strings[value.slice(1, -1)] : value,
);
const constants: Readonly<Record<string, string>> = {
	clearCommand: "raceline.clearWhySafe",
	followScenarioCommand,
	raiseLimitCommand,
	replayCommand,
	searchRepairsCommand,
	showTimelineCommand,
	showValuesCommand,
	whySafeCommand,
};

interface MenuItem {
	readonly command: string;
	readonly when?: string;
	readonly group?: string;
}
interface Setting {
	readonly type: string;
	readonly default: unknown;
	readonly scope?: string;
	readonly order?: number;
	readonly markdownDescription?: string;
}

/** What a pattern finds in the extension's sources. */
function inSources(pattern: RegExp, source = "extension/src"): RegExpMatchArray[] {
	const folder = join(root, source);
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts"))
		.flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(pattern)]);
}

/** Every command that some source file registers. */
function registered(): string[] {
	return inSources(/register(?:TextEditor)?Command\(\s*(?:"([^"]+)"|(\w+))/g).map(([, literal, name]) => literal ?? constants[name]);
}

describe("commands", () => {
	const ids: string[] = contributes.commands.map(({ command }: MenuItem) => command);

	test("are those that are registered", () => {
		expect([...ids].sort()).toEqual(registered().sort());
	});

	test("are under Raceline", () => {
		for (const { category, title } of contributes.commands) {
			expect(category).toBe("Raceline");
			expect(title).not.toMatch(/raceline/i);
		}
	});

	test("are in the palette only where they apply: all but those to begin with say where", () => {
		const conditional = contributes.menus.commandPalette.map(({ command }: MenuItem) => command);
		expect(ids.filter((id) => !conditional.includes(id))).toEqual(["raceline.newScenario", "raceline.openSample"]);
	});

	test("of menus, keys and the walkthrough exist", () => {
		const menus = Object.values<MenuItem[]>(contributes.menus).flat();
		const links = JSON.stringify(contributes.walkthroughs).match(/(?<=command:|onCommand:)raceline\.\w+/g) ?? [];
		expect([...menus, ...contributes.keybindings].map(({ command }) => command).filter((id) => !ids.includes(id))).toEqual([]);
		expect(links.length).toBeGreaterThan(3);
		expect(links.filter((id) => !ids.includes(id))).toEqual([]);
	});

	test("with an icon in a menu have one", () => {
		const shownAsIcons = ["editor/title", "debug/toolBar"].flatMap((menu) => contributes.menus[menu] as MenuItem[]);
		const withIcon = contributes.commands.filter(({ icon }: { icon?: string }) => icon).map(({ command }: MenuItem) => command);
		expect(shownAsIcons.map(({ command }) => command).filter((id) => !withIcon.includes(id))).toEqual([]);
	});
});

describe("texts", () => {
	const keys = (manifest.match(/"%[\w.]+%"/g) ?? []).map((key) => key.slice(2, -2));

	test("of the manifest can be translated: each key has a text, and each text a key", () => {
		expect([...keys].sort()).toEqual(Object.keys(strings).sort());
	});

	test("of the extension and the server are in the bundle that translations are made from, and nothing else is", () => {
		const used = textsIn(["extension/src", "extension/webview", "language-server/src"].map((folder) => join(root, folder)));
		const bundle = JSON.parse(readFileSync(join(root, "l10n/bundle.l10n.json"), "utf8"));
		expect(used.length).toBeGreaterThan(100);
		expect(Object.keys(bundle)).toEqual(used);
	});

	test("of the walkthrough have only what is shown as it is meant: bold, double back quotes for code, links", () => {
		const shown = Object.entries(strings).filter(([key]) => /^walkthrough\..*description$/.test(key));
		const raw = (text: string) => text.replace(/``[^`]+``|\*\*[^*]+\*\*|\[[^\]]+\]\(command:[^)]+\)/g, "");
		expect(shown.filter(([, text]) => /[`*_[\]]/.test(raw(text)))).toEqual([]);
	});

	test("are all keys: none that a person reads stands in the manifest itself", () => {
		const { commands, configuration, walkthroughs, debuggers, taskDefinitions } = JSON.parse(manifest).contributes;
		const read = JSON.stringify({ commands, configuration, walkthroughs, debuggers, taskDefinitions });
		const texts = read.match(/"(title|description|markdownDescription|altText|label)":"[^%][^"]*"/g) ?? [];
		expect(texts).toEqual([]);
	});
});

describe("settings", () => {
	const groups: { title: string; order: number; properties: Record<string, Setting> }[] = contributes.configuration;

	test("are described in Markdown, have a scope, and an order of their own in their group", () => {
		for (const { properties } of groups) {
			const settings = Object.values(properties);
			expect(settings.every(({ markdownDescription, scope }) => markdownDescription && scope)).toBe(true);
			expect(settings.map(({ order }) => order)).toEqual(settings.map((_, index) => index + 1));
		}
	});

	test("have the defaults that the server has where a client has none", () => {
		const section: Record<string, Record<string, unknown>> = {};
		for (const [name, setting] of groups.flatMap(({ properties }) => Object.entries(properties))) {
			const [, group, key] = name.split(".");
			section[group] = { ...section[group], [key]: setting.default };
		}
		expect(readSettings(section)).toEqual(readSettings(undefined));
	});
});
