// A family with a near relative among those who decide: it is written down, the
// county has to visit it, and nobody decides before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { as, resident } from "../browser.mjs";
import { act, caseOf, comeBack, familyAct, pass, press, stage, stageOf, steps } from "../steps.mjs";

const s = stage();

test("a near-relative case is noted and visited by the county before it is decided", async (t) => {
  const { browser, server } = s;
  const step = steps(t);
  const family = await resident(browser, server, "公示前");
  const town = await as(browser, server, "xiangzhen");
  const county = await as(browser, server, "quxian");
  let ref;

  await step("the town notes the relative", async () => {
    await family.page.goto("/home");
    await press(family.page, "main .posted a");
    ref = caseOf(family.page);
    await act(town, ref, "mark_near_kin", { kin_name: "顾红", kin_relation: "姐妹" });
    await town.page.goto(`/case/${ref.county}/${ref.id}`);
    await town.page.locator(".page-head .chips", { hasText: "近亲属" }).waitFor();
  });

  await step("after the notice the county cannot decide before it has visited", async () => {
    await familyAct(family, ref, "confirm_preview");
    await act(town, ref, "publish");
    await pass(s, 8, town, county);
    await act(town, ref, "close_notice");
    await county.page.goto(`/case/${ref.county}/${ref.id}`);
    await county.page.locator(".actions button[disabled]", { hasText: "确认" }).first().waitFor();
    await act(county, ref, "visit", { second: "孙伟", findings: "房屋陈旧，无人有固定收入，与申报一致。" });
  });

  await step("then it decides, and the family is told", async () => {
    await act(county, ref, "approve", { reason: "已入户核实，家庭情况属实，同意乡镇意见。" });
    assert.match(await stageOf(county, ref), /已确认/);
    await comeBack(family, town, ref);
    await family.page.goto(`/cases/${ref.county}/${ref.id}`);
    await family.page.getByText("决定人").first().waitFor();
  });
});
