namespace Shanhai.Programmes;

/// <summary>One project, with the forms for everything that is planned, reported, asked for and decided about it.</summary>
public partial class ProjectPage
{
    /// <param name="At">Which form was sent and refused.</param>
    public sealed record Shown(ShowProject Of, string? Done, string? At, Problem? Problem, IReadOnlyDictionary<string, string?> Typed)
    {
        public Problem? For(string at) => At == at ? Problem : null;

        public string? Value(string name) => Typed.GetValueOrDefault(name);
    }

    private static readonly string[] Acts = ["planned", "start", "finish", "activity", "milestone", "photos", "result", "value", "change", "decide", "risk", "close", "adopt", "back", "unphoto"];

    public static Task<IResult> Show(View view, Id<Project> id, string? done, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, id, Acts.Contains(done) ? done : null, null, null, new Dictionary<string, string?>(), with, ct);

    /// <summary>Does what one of the page's forms asks. Forms of several things on the page name theirs in "of"; their fields end in it.</summary>
    public static async Task<IResult> Do(View view, Id<Project> id, string act, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var of = sent["of"].ToString();
        var form = new TypedForm(sent, act switch
        {
            "start" or "finish" => "-report",
            "milestone" or "photos" or "unphoto" or "value" or "decide" or "close" => "-" + of,
            _ => "-" + act,
        });
        if (!Acts.Contains(act))
        {
            return Html.Refused(view, Problem.NotFound);
        }
        var problem = await Done(act, of, id, form, sent, with, view.Actor, ct);
        return problem is null ? Html.Go($"/projects/{id}?done={act}") : await Page(view, id, null, of.Length > 0 ? $"{act}:{of}" : act, form.AtFields(problem), form.All, with, ct);
    }

    private static async Task<Problem?> Done(string act, string of, Id<Project> id, TypedForm form, IFormCollection sent, Reading with, Actor actor, CancellationToken ct)
    {
        var (db, clock) = (with.Db, with.Clock);
        Id<T> Of<T>() => Id<T>.TryParse(of, null, out var key) ? key : default;
        switch (act)
        {
            case "start" or "finish":
                var day = form.Day("on");
                return form.Errors.Refusal ?? (await ReportProject.Handle(id, new(day, act == "finish"), db, actor, clock, ct)).Problem;
            case "back":
                return (await TakeBackReport.Handle(id, new(form["why"]), db, actor, ct)).Problem;
            case "activity":
                var activity = new PlanActivity(form["name"], form.Day("from"), form.Day("to"), Steps(form));
                return form.Errors.Refusal ?? (await PlanActivity.Handle(id, activity, db, actor, clock, ct)).Problem;
            case "milestone":
                var reach = new ReachMilestone(form.Choice<MilestoneAct>("do"), form.Day("on"), form["link"], form["linkHash"], form["why"]);
                return form.Errors.Refusal ?? (await ReachMilestone.Handle(Of<Milestone>(), reach, db, actor, clock, ct)).Problem;
            case "photos":
                return (await AddPhotos.Handle(Of<Milestone>(), sent.Files, db, actor, clock, ct)).Problem;
            case "unphoto":
                return (await RemovePhoto.Handle(Of<ProjectPhoto>(), new(form["why"]), db, actor, ct)).Problem;
            case "result":
                var result = new PlanResult(form["name"], form["unit"], form.Number("target"), form.Day("dueOn"), form.Number("baseline"));
                return form.Errors.Refusal ?? (await PlanResult.Handle(id, result, db, actor, clock, ct)).Problem;
            case "value":
                var value = new RecordResult(form.Number("value"), form.Day("on"), form["source"]);
                return form.Errors.Refusal ?? (await RecordResult.Handle(Of<ProjectResult>(), value, db, actor, clock, ct)).Problem;
            case "change":
                var change = new AskChange(form.Choice<ChangeKind>("what"), form["why"], form.Number("budget"), form.Day("day"), form["newName"]);
                return form.Errors.Refusal ?? (await AskChange.Handle(id, change, db, actor, clock, ct)).Problem;
            case "decide":
                return (await DecideChange.Handle(Of<ChangeRequest>(), new(form["do"] == "approve", form["why"]), db, actor, clock, ct)).Problem;
            case "risk":
                var risk = new RaiseRisk(form["what"], form["owner"], form.Day("dueOn"));
                return form.Errors.Refusal ?? (await RaiseRisk.Handle(id, risk, db, actor, clock, ct)).Problem;
            case "close":
                return (await CloseRisk.Handle(Of<RiskFlag>(), new(form["how"]), db, actor, clock, ct)).Problem;
            case "adopt":
                var found = await ProgrammeSight.Project(id, ProgrammesModule.Facts, db, actor, ct);
                if (found.Problem is { } no)
                {
                    return no;
                }
                var adopt = new AdoptMeasure(found.Value.Village, found.Value.Measure, form.Day("from"), null, form["source"], id);
                return form.Errors.Refusal ?? (await AdoptMeasure.Handle(adopt, with.Measures, with.Places, db, actor, clock, ct)).Problem;
            default:
                return Problem.NotFound;
        }
    }

    /// <summary>One milestone a line: the day, its name, and its weight where it is not one.</summary>
    private static List<PlanActivity.Step> Steps(TypedForm form)
    {
        var steps = new List<PlanActivity.Step>();
        foreach (var (i, line) in (form["milestones"] ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Index())
        {
            var words = line.Split([' ', '\t', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var errors = new Errors();
            var day = TypedDay.Read(words[0], "milestones", errors);
            if (day is null || words.Length < 2)
            {
                form.Errors.Add("milestones", "programmes.milestone-line", i + 1, line);
                continue;
            }
            var weight = words.Length > 2 && TypedNumber.TryCount(words[^1], out var read) ? read : (int?)null;
            steps.Add(new(string.Join(' ', words[1..(weight is null ? words.Length : words.Length - 1)]), day, weight ?? 1));
        }
        return steps;
    }

    private static async Task<IResult> Page(View view, Id<Project> id, string? done, string? at, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await ShowProject.Handle(id, with.Measures, with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ProjectPage, Shown>(view, found.Value.Of.Name, new(found.Value, done, at, problem, typed), problem?.Status ?? 200);
    }
}
