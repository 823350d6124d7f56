/**
 * What file systems do to pins and private copies, in every call and release in which one could differ from the next.
 */
import { expect, test } from "vitest";
import { kernelModel } from "../samples/sample-files";
import { unmetIn } from "./judge-source";

const model = kernelModel();

test.each(["xfs", "ext4", "ext2", "fuse"])("%s: truncating takes private copies behind the new end, and no others", (fs) => {
	const source = `
		scenario behind_the_end {
			file data = dax_file(${fs}, blocks: 2, mapped_by: PTE);
			vm_area_struct copies = private_mapping(data, 1);
			task truncator { truncate(data, 1); }
			property copy_gone at end = !has_private_copy(data, 1);
			${["v4.14", "v4.18", "v5.3", "v6.1", "v6.18"].map((release) => `expect safe under ${release};`).join("\n")}
		}
		scenario before_the_end {
			file data = dax_file(${fs}, blocks: 2, mapped_by: PTE);
			vm_area_struct copies = private_mapping(data, 0);
			task truncator { truncate(data, 1); }
			property copy_kept at end = has_private_copy(data, 0);
			${["v4.17", "v5.3", "v6.1", "v6.18"].map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each([
	["xfs", "punch_hole(data, 0, 1)", "kept"],
	["xfs", "zero_range(data, 0, 1)", "kept"],
	["xfs", "collapse_range(data, 0, 1)", "kept"],
	["ext4", "punch_hole(data, 0, 1)", "kept"],
	["ext4", "zero_range(data, 0, 1)", "kept"],
	// ext4_collapse_range() calls truncate_pagecache(), which takes them.
	["ext4", "collapse_range(data, 0, 1)", "gone"],
	["fuse", "punch_hole(data, 0, 1)", "kept"],
	["fuse", "zero_range(data, 0, 1)", "kept"],
])("%s: %s leaves private copies %s", (fs, call, copy) => {
	const verdict = copy === "kept" ? "safe" : "race copy_kept";
	const source = `
		scenario taken_from_the_middle {
			file data = dax_file(${fs}, blocks: 2, mapped_by: PTE);
			vm_area_struct copies = private_mapping(data, 0);
			task caller { ${call}; }
			property copy_kept at end = has_private_copy(data, 0);
			expect ${verdict} under v4.17;
			expect ${verdict} under v5.3;
			expect ${verdict} under v6.1;
			expect ${verdict} under v6.18;
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each([
	["xfs", { "v4.14": "race", "v6.14": "race", "v6.15": "safe", "v6.18": "safe" }],
	["ext4", { "v4.14": "race", "v6.14": "race", "v6.15": "safe", "v6.18": "safe" }],
	["ext2", { "v4.14": "race", "v6.14": "race", "v6.15": "race", "v6.18": "race" }],
	["fuse", { "v5.10": "race", "v6.14": "race", "v6.15": "race", "v6.16": "safe", "v6.18": "safe" }],
])("%s: eviction and a page that is pinned", (fs, verdicts) => {
	const expectations = Object.entries(verdicts).map(
		([release, verdict]) => `expect ${verdict === "race" ? "race free_while_busy" : "safe"} under ${release};`,
	);
	const source = `
		scenario evicted {
			file data = dax_file(${fs}, blocks: 1, mapped_by: PTE);
			bio io;
			task application {
				aio_read(io, data, 0, 1);
				munmap(data);
				evict(data);
			}
			device disk { complete_bio(io); }
			${expectations.join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test.each(["punch_hole(data, 0, 1)", "zero_range(data, 0, 1)", "collapse_range(data, 0, 1)", "truncate(data, 1)"])(
	"a signal leaves the size of an ext4 file as it was: %s",
	(call) => {
		const source = `
			scenario interrupted {
				file data = dax_file(ext4, blocks: 2, mapped_by: PTE);
				int -600..0 error;
				task holder { get_user_pages_fast(data, 0, FOLL_WRITE); }
				task caller { error = ${call}; }
				task user { kill(caller); }
				property as_it_was at end = error == 0 || data.i_size == 2 && data.extent[0] && data.extent[1];
				expect safe under v5.3;
				expect safe under v6.1;
				expect safe under v6.18;
				expect ${call.startsWith("truncate") ? "race as_it_was" : "safe"} under v5.2;
			}`;
		expect(unmetIn(model, source)).toEqual([]);
	},
);

test("files are locked in one order, and cloning gives up before it has changed anything", () => {
	const source = `
		scenario three_files_round_and_round {
			kernel v6.1;
			file a = dax_file(xfs, blocks: 1);
			file b = dax_file(xfs, blocks: 1);
			file c = dax_file(xfs, blocks: 1);
			task one { xfs_clone_range(a, b, 0); }
			task two { xfs_clone_range(b, c, 0); }
			task three { xfs_clone_range(c, a, 0); }
			expect safe;
		}
		scenario within_one_file {
			kernel v6.1;
			file a = dax_file(xfs, blocks: 2, mapped_by: PTE);
			task cloner { xfs_clone_range(a, a, 1); }
			task truncator { truncate(a, 1); }
			expect safe;
			expect safe under v6.15;
		}
		scenario behind_the_page_cache {
			kernel v5.4;
			file a = cache_file(xfs, blocks: 1, mapped: true);
			file b = cache_file(xfs, blocks: 1);
			task there { xfs_clone_range(a, b, 0); }
			task back { xfs_clone_range(b, a, 0); }
			expect safe;
			expect safe under v6.15;
		}
		scenario never_on_dax_before_v6_0 {
			kernel v5.19;
			file a = dax_file(xfs, blocks: 1);
			file b = dax_file(xfs, blocks: 1);
			int -600..0 error;
			task cloner { error = xfs_clone_range(a, b, 0); }
			property refused at end = error == -EINVAL && b.extent[0];
			expect safe;
			expect race refused under v6.0;
		}
		scenario never_between_dax_and_page_cache {
			kernel v6.1;
			file a = dax_file(xfs, blocks: 1);
			file b = cache_file(xfs, blocks: 1);
			int -600..0 error;
			task cloner { error = xfs_clone_range(a, b, 0); }
			property refused at end = error == -EINVAL && b.extent[0];
			expect safe;
		}
		scenario a_lease_on_the_second_file {
			kernel v6.1;
			file a = dax_file(xfs, blocks: 1);
			file b = dax_file(xfs, blocks: 1);
			bool leased = lease_layout(b);
			task cloner { xfs_clone_range(b, a, 0); }
			task client { return_layout(b); }
			expect safe;
		}
		scenario a_lease_that_nobody_gives_back {
			kernel v6.1;
			file a = dax_file(xfs, blocks: 1);
			file b = dax_file(xfs, blocks: 1);
			bool leased = lease_layout(b);
			int -600..0 error;
			task cloner { error = xfs_clone_range(b, a, 0); }
			task user { kill(cloner); }
			property interrupted at end = error == -ERESTARTSYS && a.extent[0];
			expect safe;
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});
