/**
 * The texts that completion and *New Scenario…* insert, with places to fill in. `scripts/generate.mjs` writes those of
 * the editor's own snippet commands from here, without a prefix: an editor would propose them wherever a word may
 * stand, in the middle of a call as well.
 *
 * Long, because it is a table of texts.
 */
import { t } from "../../base/l10n";
import type { Completion } from "./proposal";

/** A place that is filled in with a text until somebody writes another. */
const filled = (place: number, text: string): string => `\${${place}:${text.replace(/[\\$}]/g, "\\$&")}}`;

export interface Snippet {
	readonly name: string;
	/** What a person types to get it. */
	readonly prefix: string;
	readonly description: string;
	/** What it may stand in. */
	readonly within: readonly ("file" | "scenario")[];
	/** True for whole scenarios: the classic shapes of a race. */
	readonly isFileTemplate?: true;
	/** Lines with places to fill in, as in the protocol: `${1:name}`. */
	readonly body: readonly string[];
}

/** All of them, in the reader's language. */
export const snippets = (): readonly Snippet[] => [
	{
		name: t`Scenario`,
		prefix: "scenario",
		description: t`Tasks that run at the same time, and what must come out`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`What happens here.`)}`,
			"scenario ${2:name} {",
			"\tkernel ${3|v6.18,v6.12,v6.6,v6.1,v5.15,v4.19,v4.17|};",
			"",
			"\tfile ${4:data} = ${5|dax_file(xfs\\, blocks: 1\\, mapped_by: PTE),cache_file(xfs\\, blocks: 1\\, mapped: true)|};",
			"",
			"\ttask ${6:first} {",
			"\t\tstore($4, 0);$0",
			"\t}",
			"\ttask ${7:second} {",
			"\t\ttruncate($4, 0);",
			"\t}",
			"",
			"\texpect safe;",
			"}",
		],
	},
	{
		name: t`Task`,
		prefix: "task",
		description: t`A thread of control`,
		within: ["scenario"],
		body: ["task ${1:name} {", "\t$0", "}"],
	},
	{
		name: t`Device`,
		prefix: "device",
		description: t`Hardware: it may wait for ever without being a hang`,
		within: ["scenario"],
		body: ["device ${1:name} {", "\twait (${2:condition});", "\t$0", "}"],
	},
	{
		name: t`Property`,
		prefix: "property",
		description: t`What must hold in every state, or when all tasks are done`,
		within: ["file", "scenario"],
		body: [
			`/// ${filled(1, t`Why this must hold.`)}`,
			'property ${2:name} "${3:what is wrong with {${4:x}\\}}" = forall ${4:x} in ${5:page}: ${0:true};',
		],
	},
	{
		name: t`Expectation`,
		prefix: "expect",
		description: t`What the search must find`,
		within: ["scenario"],
		body: ["expect ${1|safe,race,hang|};$0"],
	},
	{
		name: t`Expectation under another kernel`,
		prefix: "expect under",
		description: t`What the search must find under another kernel`,
		within: ["scenario"],
		body: ["expect ${1|safe,race,hang|} under ${2:v4.17};$0"],
	},
	{
		name: t`Function`,
		prefix: "fn",
		description: t`A function that tasks, conditions and properties can call`,
		within: ["file", "scenario"],
		body: [`/// ${filled(1, t`What it does.`)}`, "fn ${2:name}(${3:page p}) {", "\t$0", "}"],
	},
	{
		name: t`Patch`,
		prefix: "patch",
		description: t`A change to the kernel, which \`patched(NAME)\` asks for`,
		within: ["file"],
		body: [
			"patch ${1:name} {",
			'\ttitle: "${2:mm: title of the commit}";',
			'\tcommit: "${3:hash}";',
			'\tlink: "${4:https://lore.kernel.org/}";',
			"}$0",
		],
	},
	{
		name: t`Lost update`,
		prefix: "lost update",
		description: t`Tasks change a variable without a lock; nothing of the kernel model`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`Two workers count, and one of the counts is lost.`)}`,
			"scenario ${2:lost_update} {",
			"\tint 0..7 ${3:count};",
			"",
			"\ttask worker[2] { ${3:count}++; }",
			"",
			'\tproperty all_counted "the count is {${3:count}}, not 2" at end = ${3:count} == 2;',
			"",
			"\texpect ${4|race all_counted,safe|};$0",
			"}",
		],
	},
	{
		name: t`Pin against truncate`,
		prefix: "pin vs truncate",
		description: t`A page is pinned for I/O while its file is truncated and the block used again`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A page is pinned for I/O while its file is truncated.`)}`,
			"scenario ${2:pin_vs_truncate} {",
			"\tkernel v4.17;",
			"",
			"\tfile data  = dax_file(${3|xfs,ext4,ext2|}, blocks: 1, mapped_by: ${4|PTE,PMD,PUD|});",
			"\tfile other = dax_file($3);",
			"",
			"\ttask reader {",
			"\t\tpage p = get_user_pages_fast(data, 0, FOLL_WRITE);",
			"\t\tif (p) {",
			"\t\t\tdma_write(p);",
			"\t\t\tput_page(p);",
			"\t\t}",
			"\t}",
			"\ttask truncator { truncate(data, 0); }",
			"\ttask writer    { fallocate(other, 0, 1); }",
			"",
			"\texpect race dma_into_foreign_file;",
			"\texpect ${5|safe,race|} under v6.15;$0",
			"}",
		],
	},
	{
		name: t`Fault against hole punching`,
		prefix: "fault vs punch",
		description: t`A page is faulted in while a hole is punched where it is`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A page is faulted in while a hole is punched where it is.`)}`,
			"scenario ${2:fault_vs_punch} {",
			"\tkernel v4.17;",
			"",
			"\tfile data = ${3|cache_file(xfs\\, blocks: 1\\, mapped: true),dax_file(xfs\\, blocks: 1\\, mapped_by: PTE)|};",
			"",
			"\ttask faulter { store(data, 0); }",
			"\ttask puncher { punch_hole(data, 0, 1); }",
			"",
			"\texpect safe;",
			"\texpect race block_freed_while_mapped under v4.17 + faults_not_excluded;$0",
			"}",
		],
	},
	{
		name: t`Unmapping against truncate`,
		prefix: "munmap vs truncate",
		description: t`A mapping goes away, its TLB entries later, while the file is truncated`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A thread stores through a TLB entry whose page has been freed.`)}`,
			"scenario ${2:munmap_vs_truncate} {",
			"\tkernel ${3|v6.1,v6.15|};",
			"",
			"\tfile data = dax_file(${4|xfs,ext4|}, blocks: 1, mapped_by: ${5|PTE,PMD|});",
			"",
			"\ttask unmapper  { munmap(data); }",
			"\ttask truncator { truncate(data, 0); }",
			"\ttask storer    { store(data, 0); }",
			"",
			"\texpect ${6|race stale_tlb_access,safe|};$0",
			"}",
		],
	},
	{
		name: t`Pin against fork`,
		prefix: "pin vs fork",
		description: t`A page of private memory is pinned while the process forks and writes`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A page is pinned without a lock while the process forks.`)}`,
			"scenario ${2:pin_vs_fork} {",
			"\tkernel v5.9;",
			"",
			"\tanon_area parent = anonymous_memory();",
			"\tanon_area child  = unmapped_memory();",
			"",
			"\ttask reader {",
			"\t\tpage p = pin_anon_page_fast(parent);",
			"\t\tif (p) unpin_anon_page(p);",
			"\t}",
			"\ttask forker {",
			"\t\tfork(parent, child);",
			"\t\twrite_anon(parent);",
			"\t}",
			"",
			"\texpect race pin_left_behind;",
			"\texpect ${3|safe,race|} under v5.11;$0",
			"}",
		],
	},
	{
		name: t`Pin against writeback`,
		prefix: "pin vs writeback",
		description: t`A device writes to a pinned page that has been written back`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A device makes a page dirty behind the file system's back.`)}`,
			"scenario ${2:pin_vs_writeback} {",
			"\tkernel ${3|v6.12,v4.19|};",
			"",
			"\tfile data = cache_file(${4|ext4,xfs|}, blocks: 1, mapped: true);",
			"",
			"\ttask reader {",
			"\t\tpage p = get_user_pages_fast(data, 0, FOLL_WRITE);",
			"\t\tif (p) {",
			"\t\t\tdma_write(p);",
			"\t\t\tput_page(p);",
			"\t\t}",
			"\t}",
			"\ttask flusher { writeback_page(data, 0); }",
			"",
			"\texpect ${5|race dirty_without_permission,safe|};$0",
			"}",
		],
	},
	{
		name: t`Lookup against reclaim`,
		prefix: "lookup vs reclaim",
		description: t`The page cache is searched without a lock while a page of it is freed`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`A page is found that is just being freed.`)}`,
			"scenario ${2:lookup_vs_reclaim} {",
			"\tkernel v4.19;",
			"",
			"\tfile data = cache_file(${3|xfs,ext4|}, blocks: 1);",
			"",
			"\ttask finder {",
			"\t\tpage p = find_get_page(data, 0);",
			"\t\tif (p) put_page(p);",
			"\t}",
			"\ttask kswapd { reclaim_page(data, 0); }",
			"",
			"\texpect safe;",
			"\texpect race speculative_get_on_frozen under v4.19 + unconditional_get;$0",
			"}",
		],
	},
	{
		name: t`Pin against unbind`,
		prefix: "pin vs unbind",
		description: t`Persistent memory is removed while a page of it is pinned`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`The device goes away under a page that is pinned.`)}`,
			"scenario ${2:pin_vs_unbind} {",
			"\tkernel v4.19;",
			"\toption device_removal = possible;",
			"",
			"\tfile data = dax_file(${3|xfs,ext4|}, blocks: 1, mapped_by: ${4|PTE,PMD|});",
			"\tbool asked;",
			"",
			"\ttask reader {",
			"\t\tpage p = get_user_pages_fast(data, 0, FOLL_WRITE);",
			"\t\tasked = true;",
			"\t\tif (p) {",
			"\t\t\tdma_write(p);",
			"\t\t\tput_page(p);",
			"\t\t}",
			"\t}",
			"\ttask administrator {",
			"\t\twait (asked);",
			"\t\tunbind_pmem();",
			"\t}",
			"",
			"\texpect race pgmap_torn_down_while_pinned;",
			"\texpect ${5|safe,race|} under v5.2;$0",
			"}",
		],
	},
	{
		name: t`Lock order`,
		prefix: "lock order",
		description: t`Two tasks take the same locks in different orders`,
		within: ["file"],
		isFileTemplate: true,
		body: [
			`/// ${filled(1, t`Two tasks take the same locks in different orders.`)}`,
			"scenario ${2:lock_order} {",
			"\tkernel v4.19;",
			"\toption lockdep = ${3|on,off|};",
			"",
			"\tfile data = dax_file(xfs, blocks: 1, mapped_by: PTE);",
			"",
			"\ttask backwards {",
			"\t\tdown_write(data.i_mmaplock);",
			"\t\tdown_write(data.i_rwsem);",
			"\t\tup_write(data.i_rwsem);",
			"\t\tup_write(data.i_mmaplock);",
			"\t}",
			"\ttask truncator { truncate(data, 0); }",
			"",
			"\texpect ${4|race lock_order_inversion,hang truncator|};$0",
			"}",
		],
	},
];

/** What may begin an item of a file, or a member of a scenario. */
export function snippetProposals(within: "file" | "scenario"): Completion[] {
	return snippets()
		.filter((snippet) => snippet.within.includes(within))
		.map(({ prefix, description, body }) => ({ label: prefix, kind: "snippet", documentation: description, snippet: body.join("\n") }));
}

/** The file of snippets that editors read, for *Insert Snippet* and *Fill File with Snippet*. */
export function snippetFile(): Readonly<Record<string, object>> {
	return Object.fromEntries(snippets().map(({ name, description, isFileTemplate, body }) => [name, { description, isFileTemplate, body }]));
}
