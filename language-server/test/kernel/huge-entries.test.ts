/**
 * Huge entries of files on DAX: when there is one, what it counts, and that what stands beside or behind it is mapped
 * by PTEs.
 */
import { expect, test } from "vitest";
import { kernelModel } from "../samples/sample-files";
import { unmetIn } from "./judge-source";

const model = kernelModel();

const releases = ["v4.15", "v4.19", "v5.4", "v6.1", "v6.15", "v6.18"];

test.each(["xfs", "ext4", "ext2"])("%s: no huge entry reaches behind the end of a file, however the file came to end there", (fs) => {
	for (const level of ["PMD", "PUD"]) {
		for (const task of ["truncate(data, 1);", "truncate(data, 1); truncate(data, 0);"]) {
			const source = `
				scenario shortened {
					file data = dax_file(${fs}, blocks: 2, mapped_by: ${level});
					task truncator { ${task} }
					task storer { store(data, 0); store(data, 1); }
					${releases.map((release) => `expect safe under ${release};`).join("\n")}
				}`;
			expect(unmetIn(model, source)).toEqual([]);
		}
	}
});

test("a file that is too short for a huge entry is mapped by PTEs from the start", () => {
	const source = `
		scenario short_file {
			file faulted = dax_file(xfs, blocks: 1, mapped_by: PMD, pmd_pages: 2);
			file touched = dax_file(xfs, blocks: 1, mapped_by: PMD, pmd_pages: 2, faulted_in: false);
			bool stored;
			task storer { stored = store(faulted, 0) && store(touched, 0) && !store(touched, 1); }
			property by_ptes at end = stored && !faulted.i_mmap.pmd[0] && faulted.i_mmap.pte[0] && !touched.i_mmap.pmd[0] && touched.i_mmap.pte[0];
			${releases.map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test("two PMDs, the second of which would reach behind the end", () => {
	const source = `
		scenario two_slots {
			file data = dax_file(xfs, blocks: 2, mapped_by: PMD, pmd_pages: 1);
			task truncator { truncate(data, 1); }
			task reader {
				page pages[2];
				int pinned = get_user_pages_fast_array(data, 0, 2, FOLL_WRITE, pages);
				for (i in 0..1) { if (i < pinned) put_page(pages[i]); }
			}
			property first_stays_huge at end = !data.i_mmap.pte[0] && !data.i_mmap.pmd[1] && !data.i_mmap.pte[1];
			${["v4.19", "v6.1", "v6.15"].map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test("blocks that are not contiguous are mapped by PTEs", () => {
	const source = `
		scenario scattered {
			file data = dax_file(xfs, blocks: 1, mapped_by: PMD, pmd_pages: 2, faulted_in: false);
			file between = dax_file(xfs, blocks: 1);
			file spare = dax_file(xfs, blocks: 1);
			bool stored;
			task application {
				truncate(spare, 0);
				fallocate(data, 1, 1);
				stored = store(data, 0) && store(data, 1);
			}
			property by_ptes at end = stored && !data.i_mmap.pmd[0] && data.i_mmap.pte[0] && data.i_mmap.pte[1];
			${["v4.19", "v6.1", "v6.15"].map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test("a table of PTEs stays until munmap() frees it, and a DAX entry for a single page until its block is taken", () => {
	const source = (between: string, huge: boolean) => `
		scenario longer_again {
			kernel v6.1;
			file data = dax_file(xfs, blocks: 2, mapped_by: PMD);
			task application {
				truncate(data, 1);
				store(data, 0);
				fallocate(data, 1, 1);
				${between}
				store(data, 0);
				assert(${huge ? "data.i_mmap.pmd[0] != null && !data.i_mmap.pte[0]" : "!data.i_mmap.pmd[0] && data.i_mmap.pte[0] != null"}, "another entry");
			}
			expect safe;
		}`;
	const anotherBlock = "punch_hole(data, 0, 1); fallocate(data, 0, 1);";
	expect(unmetIn(model, source("", false))).toEqual([]);
	expect(unmetIn(model, source(anotherBlock, false))).toEqual([]);
	expect(unmetIn(model, source("munmap(data); mmap(data);", false))).toEqual([]);
	expect(unmetIn(model, source(`munmap(data); ${anotherBlock} mmap(data);`, true))).toEqual([]);
});

test("two faults of different pages under one PMD, and a pin of both", () => {
	const source = `
		scenario two_faults {
			file data = dax_file(xfs, blocks: 2, mapped_by: PMD, faulted_in: false);
			task first { store(data, 0); }
			task second { store(data, 1); }
			task reader {
				page pages[2];
				int pinned = get_user_pages_fast_array(data, 0, 2, FOLL_WRITE, pages);
				for (i in 0..1) { if (i < pinned) put_page(pages[i]); }
			}
			property huge at end = data.i_mmap.pmd[0] != null;
			${["v4.19", "v6.1", "v6.15"].map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});

test("a folio is busy while any page of it is pinned, and who gives back the last one wakes who waits", () => {
	const source = `
		scenario folio {
			file data = dax_file(xfs, blocks: 2, mapped_by: PMD);
			page pages[2];
			int -600..2 pinned;
			bool asked;
			task reader {
				page mine[2];
				pinned = get_user_pages_fast_array(data, 0, 2, FOLL_WRITE, mine);
				if (pinned > 0) pages[0] = mine[0];
				if (pinned > 1) pages[1] = mine[1];
				asked = true;
				if (pinned > 0) { dma_write(mine[0]); put_page(mine[0]); }
			}
			task other { wait (asked); if (pinned > 1) { dma_write(pages[1], reader); unpin_user_page(pages[1], reader); } }
			task truncator { wait (asked); truncate(data, 0); }
			${["v4.19", "v5.17", "v5.19", "v6.12", "v6.15", "v6.18"].map((release) => `expect safe under ${release};`).join("\n")}
		}`;
	expect(unmetIn(model, source)).toEqual([]);
});
