using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>The ways of the procedure beside the long one to the re-check (<see cref="WholeAppealTests"/>): each with what it moves, what the petitioner reads and what is refused.</summary>
public sealed class ProcedureWaysTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    // Receipt and PIN go along each time: she needs no session.
    private readonly HttpClient _petitioner = county.Anyone();

    private Task<HttpClient> Office() => county.Acting(Role.Officer, VoiceCounty.PetitionOffice);

    private Task<HttpClient> Of(Id<Organisation> body) => county.Acting(Role.Officer, body);

    private Task<Voice> Voice(Id<Voice> id) => county.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == id));

    private Task<VoiceStep> Last(Id<Voice> id) => county.Ask(db => db.VoiceSteps.AsNoTracking().Where(s => s.Voice == id).OrderByDescending(s => s.Number).FirstAsync());

    private Task<List<string>> Running(Id<Voice> id) =>
        county.Ask(db => db.Clocks.Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == id.Value && c.StoppedAt == null).OrderBy(c => c.Rule).Select(c => c.Rule).ToListAsync());

    private static async Task<string> Refused(HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.UnprocessableEntity)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        return text;
    }

    private static async Task Clashes(HttpResponseMessage answer, string code)
    {
        var text = await Refused(answer, HttpStatusCode.Conflict);
        JsonDocument.Parse(text).RootElement.GetProperty("code").GetString().ShouldBe(code);
    }

    private async Task<FileVoice.Filed> InHandling(HttpClient bureau)
    {
        var filed = await county.File(_petitioner);
        await VoiceCounty.Done(await Office(), filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        return filed;
    }

    [Fact]
    public async Task Bodies_that_differ_about_who_is_competent_bring_it_before_their_common_superior_who_assigns_it()
    {
        var (office, agriculture, government, resources) = (await Office(), await Of(VoiceCounty.Agriculture), await Of(VoiceCounty.CountyGovernment), await Of(VoiceCounty.Resources));
        var filed = await county.File(_petitioner);
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });

        (await Refused(await VoiceCounty.Step(agriculture, filed.Id, new { act = "dispute" }))).ShouldContain("note");
        (await Refused(await VoiceCounty.Step(agriculture, filed.Id, new { act = "dispute", body = VoiceCounty.CityDiscipline, note = "x" }))).ShouldContain("共同的上级");
        await VoiceCounty.Done(agriculture, filed.Id, new { act = "dispute", body = VoiceCounty.Resources, note = "水渠占的是自然资源局的地" });

        var disputed = await Voice(filed.Id);
        (disputed.State, disputed.Holder).ShouldBe((VoiceState.Disputed, (Id<Organisation>?)VoiceCounty.CountyGovernment));
        (await Last(filed.Id)).ToBody.ShouldBe(VoiceCounty.CountyGovernment);
        // It is not for the two that differ to end it.
        (await VoiceCounty.Step(agriculture, filed.Id, new { act = "accept" })).IsSuccessStatusCode.ShouldBeFalse();
        (await VoiceCounty.Step(resources, filed.Id, new { act = "accept" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await VoiceCounty.Follow(_petitioner, filed)).Steps.ShouldNotContain(s => s.Act == Act.Dispute);

        await VoiceCounty.Done(government, filed.Id, new { act = "assign", body = VoiceCounty.Resources });

        var assigned = await Voice(filed.Id);
        (assigned.State, assigned.Holder).ShouldBe((VoiceState.Assigned, (Id<Organisation>?)VoiceCounty.Resources));
        (await Running(filed.Id)).ShouldContain(Procedure.Notice);
        (await VoiceCounty.Follow(_petitioner, filed)).Steps[^1].ToBody.ShouldBe("北山县自然资源和规划局");
        (await VoiceCounty.Done(resources, filed.Id, new { act = "accept" })).State.ShouldBe(VoiceState.InHandling);
    }

    [Fact]
    public async Task The_same_matter_is_put_with_the_first_voice_and_ends_there()
    {
        var office = await Office();
        var (first, second, third) = (await county.File(_petitioner), await county.File(_petitioner), await county.File(_petitioner));
        var hidden = await county.File(_petitioner, new { kind = VoiceKind.Accusation, category = "conduct", place = VoiceCounty.Village.ToString(), text = "有人截留补贴", accused = new[] { VoiceCounty.TownshipGovernment } });

        // A wrong sign, a code that nobody has, her own, and that of a voice the office may not know of are all told at the field; the last three alike.
        (await Refused(await VoiceCounty.Step(office, second.Id, new { act = "link", other = "0000" }))).ShouldContain("other");
        var told = new HashSet<string>();
        foreach (var code in new[] { Receipt.New(), second.Receipt, hidden.Receipt })
        {
            told.Add(JsonDocument.Parse(await Refused(await VoiceCounty.Step(office, second.Id, new { act = "link", other = code }))).RootElement.GetProperty("errors").ToString());
        }
        told.ShouldHaveSingleItem();

        await VoiceCounty.Done(office, second.Id, new { act = "link", other = Receipt.Written(first.Receipt) });

        var linked = await Voice(second.Id);
        (linked.State, linked.SameAs, linked.HasEnded).ShouldBe((VoiceState.Linked, (Id<Voice>?)first.Id, true));
        (await Running(second.Id)).ShouldBeEmpty();
        (await VoiceCounty.Follow(_petitioner, second)).Steps.ShouldContain(s => s.Act == Act.Link);
        (await Voice(first.Id)).State.ShouldBe(VoiceState.Received);
        // Not in a chain: whoever follows a link is at the matter itself.
        (await Refused(await VoiceCounty.Step(office, third.Id, new { act = "link", other = second.Receipt }))).ShouldContain("other");
    }

    [Fact]
    public async Task What_the_office_took_down_wrongly_is_put_right_with_a_reason_and_stays_where_it_is()
    {
        var office = await Office();
        var filed = await county.File(_petitioner);
        var before = await Voice(filed.Id);
        PlaceCode below = new(VoiceCounty.Village.Value + 1);

        (await Refused(await VoiceCounty.Step(office, filed.Id, new { act = "correct", category = "roads" }))).ShouldContain("note");
        (await Refused(await VoiceCounty.Step(office, filed.Id, new { act = "correct", category = "no-such", note = "x" }))).ShouldContain("category");
        // Nothing enters or leaves the compartment this way.
        (await Refused(await VoiceCounty.Step(office, filed.Id, new { act = "correct", kind = VoiceKind.Accusation, note = "x" }))).ShouldContain("kind");
        await VoiceCounty.Done(office, filed.Id, new { act = "correct", category = "roads", place = below, kind = VoiceKind.Suggestion, note = "电话核实：说的是村道" });

        var after = await Voice(filed.Id);
        (after.Category, after.Place, after.Kind).ShouldBe(("roads", below, VoiceKind.Suggestion));
        (after.State, after.Due, after.Text).ShouldBe((before.State, before.Due, before.Text));
        (await VoiceCounty.Follow(_petitioner, filed)).Steps.ShouldNotContain(s => s.Words != null && s.Words.Contains("电话核实"));
        var found = await office.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?category=roads&text={Uri.EscapeDataString("云下村")}", VoiceCounty.Web);
        found!.Rows.ShouldContain(r => r.Id == filed.Id);
        (await county.Ask(db => db.Journal.Where(e => e.Subject == VoicesModule.Subject + ":" + filed.Id).OrderByDescending(e => e.Number).Select(e => e.Changes).FirstAsync()))!.ShouldContain("water-power");
    }

    [Fact]
    public async Task What_was_put_into_somebodys_hands_is_given_back_with_a_reason()
    {
        var bureau = await Of(VoiceCounty.Agriculture);
        var person = await county.Ask(db => db.Grants.Where(g => g.Organisation == VoiceCounty.Agriculture.Value).OrderBy(g => g.UserId).Select(g => g.UserId).FirstAsync());
        var filed = await InHandling(bureau);
        var due = (await Voice(filed.Id)).Due;

        await Clashes(await VoiceCounty.Step(bureau, filed.Id, new { act = "return", note = "没有人在办" }), "voice.in-nobodys-hands");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "hand", person });
        (await Voice(filed.Id)).AssignedTo.ShouldBe(person);
        (await Refused(await VoiceCounty.Step(bureau, filed.Id, new { act = "return" }))).ShouldContain("note");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "return", note = "本人休假" });

        var back = await Voice(filed.Id);
        (back.AssignedTo, back.State, back.Due).ShouldBe(((Guid?)null, VoiceState.InHandling, due));
    }

    [Fact]
    public async Task Both_sides_who_agree_end_it_with_the_day_the_agreement_reached_her()
    {
        var bureau = await Of(VoiceCounty.Agriculture);
        var filed = await InHandling(bureau);

        (await Refused(await VoiceCounty.Step(bureau, filed.Id, new { act = "mediate" }))).ShouldContain("words");
        (await Refused(await VoiceCounty.Step(bureau, filed.Id, new { act = "issueOpinion", outcome = "agreed", words = "x", facts = "x", law = "x" }))).ShouldContain("outcome");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "mediate", words = "双方同意月底前修好水渠。" });
        (await Running(filed.Id)).ShouldBeEmpty();
        (await Refused(await VoiceCounty.Step(bureau, filed.Id, new { act = "deliver", day = ChinaDay.Today(county.Clock).AddDays(1) }))).ShouldContain("day");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "deliver", day = ChinaDay.Today(county.Clock) });

        var seen = await VoiceCounty.Follow(_petitioner, filed);
        (seen.State, seen.Outcome).ShouldBe((VoiceState.Concluded, (Decision?)Decision.Agreed));
        seen.Steps.ShouldContain(s => s.Act == Act.Mediate && s.Words == "双方同意月底前修好水渠。");
        seen.Clocks.ShouldBeEmpty();
        seen.May.ShouldBe([Act.Rate]);
        // A suggestion is not mediated.
        var suggestion = await county.File(_petitioner, VoiceCounty.Filing(kind: VoiceKind.Suggestion));
        await VoiceCounty.Done(await Office(), suggestion.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, suggestion.Id, new { act = "accept" });
        await Clashes(await VoiceCounty.Step(bureau, suggestion.Id, new { act = "mediate", words = "x" }), "voice.not-now");
    }

    [Fact]
    public async Task What_the_office_asks_her_reaches_her_and_her_answer_reaches_the_office_and_no_clock_moves()
    {
        var bureau = await Of(VoiceCounty.Agriculture);
        var filed = await InHandling(bureau);
        var due = (await Voice(filed.Id)).Due;

        (await Refused(await VoiceCounty.Step(bureau, filed.Id, new { act = "ask" }))).ShouldContain("words");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "ask", words = "塌的是哪一段？" });
        (await VoiceCounty.Follow(_petitioner, filed)).Steps[^1].Words.ShouldBe("塌的是哪一段？");
        (await VoiceCounty.Own(_petitioner, filed, new { act = "addWords", words = "村口到桥头。" })).IsSuccessStatusCode.ShouldBeTrue();

        var answered = await Last(filed.Id);
        (answered.Act, answered.Party, answered.Words, answered.By).ShouldBe((Act.AddWords, Party.Petitioner, "村口到桥头。", (string?)null));
        (await bureau.GetStringAsync($"/voices/{filed.Id}")).ShouldContain("村口到桥头");
        var after = await Voice(filed.Id);
        (after.State, after.Due).ShouldBe((VoiceState.InHandling, due));
    }

    [Fact]
    public async Task What_turns_out_to_accuse_somebody_leaves_the_office_for_good()
    {
        var (office, discipline, agriculture) = (await Office(), await Of(VoiceCounty.Discipline), await Of(VoiceCounty.Agriculture));
        var filed = await county.File(_petitioner, VoiceCounty.Filing("站长收了钱才给补贴。"));

        (await Refused(await VoiceCounty.Step(office, filed.Id, new { act = "confine", accused = new[] { VoiceCounty.Agriculture } }))).ShouldContain("note");
        (await VoiceCounty.Step(discipline, filed.Id, new { act = "note", note = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await VoiceCounty.Done(office, filed.Id, new { act = "confine", accused = new[] { VoiceCounty.Agriculture }, note = "说的是干部收钱" });

        var confined = await Voice(filed.Id);
        (confined.Kind, confined.Holder, confined.State).ShouldBe((VoiceKind.Accusation, (Id<Organisation>?)VoiceCounty.Discipline, VoiceState.Transferred));
        (await Running(filed.Id)).ShouldBe([Procedure.Notice]);
        foreach (var client in new[] { office, agriculture, await Of(VoiceCounty.AgricultureStation), await Of(VoiceCounty.CountyGovernment) })
        {
            (await client.GetAsync($"/voices/{filed.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await VoiceCounty.Step(client, filed.Id, new { act = "note", note = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        (await VoiceCounty.Done(discipline, filed.Id, new { act = "accept" })).State.ShouldBe(VoiceState.InHandling);
        (await VoiceCounty.Follow(_petitioner, filed)).State.ShouldBe(VoiceState.InHandling);
    }

    [Fact]
    public async Task An_accusation_is_passed_on_to_discipline_bodies_alone_and_never_to_whom_it_accuses()
    {
        var (keeper, above) = (await Of(VoiceCounty.Discipline), await Of(VoiceCounty.CityDiscipline));
        object Accusing(Id<Organisation> body) => new { kind = VoiceKind.Accusation, category = "conduct", place = VoiceCounty.Village.ToString(), text = "有人收钱", accused = new[] { body } };
        var one = await county.File(_petitioner, Accusing(VoiceCounty.TownshipGovernment));
        var two = await county.File(_petitioner, Accusing(VoiceCounty.Discipline));

        foreach (var act in new[] { "transfer", "coHandle" })
        {
            await VoiceCounty.Step(keeper, one.Id, new { act = "register" });
            (await Refused(await VoiceCounty.Step(keeper, one.Id, new { act, body = VoiceCounty.Resources }))).ShouldContain("纪检监察");
        }
        // The county's discipline body is accused: the city's keeps the voice and may not give it back.
        (await keeper.GetAsync($"/voices/{two.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Refused(await VoiceCounty.Step(above, two.Id, new { act = "transfer", body = VoiceCounty.Discipline }))).ShouldContain("body");
        (await Voice(two.Id)).Holder.ShouldBe(VoiceCounty.CityDiscipline);
        // Where every discipline body there is stands below the accused, it is said and nothing is filed.
        var nobody = await county.Anyone().PostAsJsonAsync("/api/v1/voices", Accusing(VoiceCounty.CityDiscipline), VoiceCounty.Web);
        await Clashes(nobody, "voice.nobody-for-accusations");
    }

    [Fact]
    public async Task What_is_said_to_her_by_a_body_that_helps_reaches_her_and_moves_nothing()
    {
        var (bureau, helper) = (await Of(VoiceCounty.Agriculture), await Of(VoiceCounty.Resources));
        var filed = await InHandling(bureau);
        (await VoiceCounty.Step(helper, filed.Id, new { act = "hear", words = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await VoiceCounty.Done(bureau, filed.Id, new { act = "coHandle", body = VoiceCounty.Resources });
        var before = await Voice(filed.Id);

        (await Refused(await VoiceCounty.Step(helper, filed.Id, new { act = "hear" }))).ShouldContain("words");
        await VoiceCounty.Done(helper, filed.Id, new { act = "hear", words = "我局下周来测量。" });

        var step = await Last(filed.Id);
        (step.Act, step.Party, step.Body, step.From, step.To).ShouldBe((Act.Hear, Party.Unit, (Id<Organisation>?)VoiceCounty.Resources, VoiceState.InHandling, VoiceState.InHandling));
        var after = await Voice(filed.Id);
        (after.State, after.Holder, after.Due).ShouldBe((before.State, before.Holder, before.Due));
        (await Running(filed.Id)).ShouldBe([Procedure.Handle]);
        var told = (await VoiceCounty.Follow(_petitioner, filed)).Steps[^1];
        (told.Words, told.Body).ShouldBe(("我局下周来测量。", "北山县自然资源和规划局"));
        // Nor by a body that has nothing to do with it, and not before anybody has looked at it.
        (await VoiceCounty.Step(await Of(VoiceCounty.TownshipGovernment), filed.Id, new { act = "hear", words = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var fresh = await county.File(_petitioner);
        await Clashes(await VoiceCounty.Step(await Office(), fresh.Id, new { act = "hear", words = "x" }), "voice.not-now");
    }
}
