using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shanhai.Host;
using Shanhai.Host.Jobs;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Open311;

namespace Shanhai.Tests.Voices;

/// <summary>A county that has the city's server as its peer; the city is this very program, another one of it.</summary>
public sealed class NeighbouringCounty : VoiceCounty
{
    public VoiceCounty Neighbour { get; } = new();

    /// <summary>The way to the city: can be cut, before the message or after it has been taken.</summary>
    public Way Way { get; } = new();

    public async Task Strike()
    {
        foreach (var clock in new[] { Clock, Neighbour.Clock })
        {
            clock.Advance(TimeSpan.FromMinutes(10));
        }
        await Strike(TakeUpdates.Kind);
    }

    protected override Settings Adjust(Settings settings) => settings with
    {
        Peers = [new() { Name = "city", Address = "http://localhost/open311/v2/", KeyFile = Path.Combine(settings.Folder, "city.key"), Services = new() { ["roads"] = "roads" } }],
    };

    protected override void Adjust(WebApplicationBuilder builder)
    {
        base.Adjust(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton(new Open311Client(Way)));
    }

    protected override async Task Fill()
    {
        await base.Fill();
        await Neighbour.InitializeAsync();
        Way.To = Neighbour.Anyone();
        await System.IO.File.WriteAllTextAsync(Path.Combine(Settings.Folder, "city.key"), await Open311Tests.KeyOf(Neighbour));
    }
}

public sealed class Way : HttpMessageHandler
{
    public HttpClient To { get; set; } = null!;
    public bool LosesAnswers { get; set; }
    public bool IsCut { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsCut)
        {
            throw new HttpRequestException("no way");
        }
        using var copy = new HttpRequestMessage(request.Method, request.RequestUri!.PathAndQuery);
        copy.Content = request.Content is { } content ? new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellationToken)) { Headers = { ContentType = content.Headers.ContentType } } : null;
        foreach (var (name, values) in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }
        var answer = await To.SendAsync(copy, cancellationToken);
        return LosesAnswers ? throw new HttpRequestException("the answer was lost") : answer;
    }
}

/// <summary>Filing with another server and hearing back from it, against the program's own server side.</summary>
public sealed class ForwardTests(NeighbouringCounty app) : IClassFixture<NeighbouringCounty>
{
    [Fact]
    public async Task A_voice_is_filed_with_the_other_server_without_its_sender_and_what_happens_there_comes_back()
    {
        var (office, filed) = await Filed("桥头的路塌了");
        var asked = await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "city" });
        asked.StatusCode.ShouldBe(HttpStatusCode.OK, await asked.Content.ReadAsStringAsync());
        // Asked twice, filed once.
        await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "city" });
        await app.RunJobs();

        var forward = await app.Ask(db => db.Forwards.AsNoTracking().SingleAsync(f => f.Voice == filed.Id));
        forward.State.ShouldBe(ForwardState.Sent);
        var there = Id<Voice>.Parse(forward.Remote!);
        var copy = await app.Neighbour.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == there));
        (copy.Text, copy.Place, copy.Channel, copy.Anonymous).ShouldBe(("桥头的路塌了", VoiceCounty.Village, Channel.Open311, true));

        var city = await app.Neighbour.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await VoiceCounty.Done(city, there, new { act = "Register" });
        await VoiceCounty.Done(city, there, new { act = "Transfer", body = VoiceCounty.Resources.ToString(), words = "已转自然资源局" });
        await app.Strike();
        await app.Strike();

        var notes = await app.Ask(db => db.VoiceSteps.AsNoTracking().Where(s => s.Voice == filed.Id && s.Party == Party.Program).OrderBy(s => s.Number).Select(s => s.Note!).ToListAsync());
        notes.Count.ShouldBe(2);
        notes[1].ShouldContain("ACTION_SCHEDULED");
        notes[1].ShouldContain("已转自然资源局");
        (await app.Ask(db => db.Forwards.AsNoTracking().SingleAsync(f => f.Voice == filed.Id))).Status.ShouldBe("ACTION_SCHEDULED");
        // The clock here has not moved, and the petitioner is not told of inner notes.
        var told = (await VoiceCounty.Follow(app.Anyone(), filed)).Steps;
        told.ShouldNotBeEmpty();
        told.ShouldNotContain(s => s.Act == Act.Note);
    }

    [Fact]
    public async Task An_answer_that_is_lost_leads_to_no_second_filing()
    {
        var (office, filed) = await Filed("答复丢了");
        await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "city" });
        app.Way.LosesAnswers = true;
        await app.RunJobs();
        (await app.Ask(db => db.Forwards.AsNoTracking().SingleAsync(f => f.Voice == filed.Id))).State.ShouldBe(ForwardState.Waiting);
        app.Way.LosesAnswers = false;
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        app.Neighbour.Clock.Advance(TimeSpan.FromMinutes(30));
        await app.RunJobs();

        (await app.Ask(db => db.Forwards.AsNoTracking().SingleAsync(f => f.Voice == filed.Id))).State.ShouldBe(ForwardState.Sent);
        (await app.Neighbour.Ask(db => db.Voices.CountAsync(v => v.Text == "答复丢了"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_silent_holds_up_nothing_and_one_that_refuses_says_why()
    {
        app.Way.IsCut = true;
        await app.Strike();
        (await app.Ask(db => db.Jobs.AsNoTracking().Where(j => j.Kind == TakeUpdates.Kind).OrderBy(j => j.Id).LastAsync())).State.ShouldBe(JobState.Done);
        app.Way.IsCut = false;

        var (office, filed) = await Filed("没有的服务");
        await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "city", service = "none" });
        await app.RunJobs();
        var forward = await app.Ask(db => db.Forwards.AsNoTracking().SingleAsync(f => f.Voice == filed.Id));
        forward.State.ShouldBe(ForwardState.Refused);
        forward.Failure.ShouldNotBeNull().ShouldContain("404");
    }

    [Fact]
    public async Task Accusations_strangers_and_unknown_servers_are_refused()
    {
        var (office, filed) = await Filed("不该转报");
        (await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "moon" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await (await app.Acting(Role.Officer, VoiceCounty.Agriculture)).PostAsJsonAsync($"/api/v1/voices/{filed.Id}/forward", new { peer = "city" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var accusation = await app.File(app.Anyone(), new { kind = "accusation", category = "conduct", place = VoiceCounty.Village.ToString(), text = "有人受贿", accused = new[] { VoiceCounty.Agriculture.ToString() } });
        (await (await app.Acting(Role.Officer, VoiceCounty.Discipline)).PostAsJsonAsync($"/api/v1/voices/{accusation.Id}/forward", new { peer = "city", service = "roads" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await app.Ask(db => db.Forwards.CountAsync(f => f.Voice == accusation.Id || f.Voice == filed.Id))).ShouldBe(0);
    }

    private async Task<(HttpClient Office, FileVoice.Filed Filed)> Filed(string text)
    {
        var filed = await app.File(app.Anyone(), new { kind = "appeal", category = "roads", place = VoiceCounty.Village.ToString(), text, name = "张三", phone = "13800000000" });
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        return (office, filed);
    }
}
