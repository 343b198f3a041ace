using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// Adds a body to the register. Officers of the place it serves may. A body that is there already, by its code or name, is not added a second time
/// unless the officer says that it is another one.
/// </summary>
/// <param name="Superior">By id, credit code or name; null: it stands below nobody here.</param>
/// <param name="Another">It is not one of those it looks like. Never helps against the same credit code.</param>
public sealed record CreateOrganisation(string? Name, string? Superior, DateOnly? Opened, string? Document, OrganisationDetails? Details, bool? Another = null)
{
    public sealed record Created(Id<Organisation> Id);

    public Errors Validate(DateOnly today)
    {
        var errors = new Errors().Require(Name, "name").Limit(Name, Organisation.LongestName, "name").Require(Document, "document").Limit(Document, 400, "document");
        if (Opened > today)
        {
            errors.Add("opened", "organisation.future");
        }
        return (Details ?? new()).Validate(errors);
    }

    public static async Task<Result<Created>> Handle(
        CreateOrganisation input, CurrentTree trees, CurrentRegister places, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var today = ChinaDay.Today(clock);
        if ((actor.Refuses(OrganisationsModule.Change) ?? input.Validate(today).Refusal ?? actor.Refuses(OrganisationsModule.Change, input.Details!.Place!.Value)) is { } no)
        {
            return no;
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var (name, place) = (input.Name!.Trim(), input.Details!.Place!.Value);
        if (Elsewhere(register, place) is { } nowhere)
        {
            return nowhere;
        }
        if (new Duplicates(tree, register, pinyin).Of(name, place, input.Details.Code) is [var twin, ..] && (input.Another != true || twin.Reason == DuplicateReason.SameCode))
        {
            return Problem.Clash($"organisation.twin-{twin.Reason}", twin.Body.Name, twin.Body.Id);
        }
        Body? superior = null;
        if (!string.IsNullOrWhiteSpace(input.Superior))
        {
            var found = FindBody.Of(tree, input.Superior, "superior", FindBody.Within(actor.Scope(OrganisationsModule.View)));
            if ((found.Problem ?? OrganisationChange.Below(tree, input.Details.Kind!.Value, place, found.Value.Id, null)) is { } unfit)
            {
                return unfit;
            }
            superior = found.Value;
        }

        var body = Add(name, superior?.Id, input.Opened, input.Document!.Trim(), input.Details, pinyin, db, actor, clock);
        return await OrganisationWriting.Save(tree, trees, db, () =>
            db.Record(actor, OrganisationsModule.Change, "organisation:" + body.Id, new { done = "created", name, document = input.Document!.Trim() }, place), ct) is { } raced
            ? raced : new Created(body.Id);
    }

    internal static Problem? Elsewhere(Register register, PlaceCode place) =>
        place == PlaceCode.Nation || register.Find(place) is >= 0 and var i && register.Stands(i) ? null : new Errors().Add("place", "organisation.no-such-place", place).Refusal;

    internal static Organisation Add(
        string name, Id<Organisation>? superior, DateOnly? opened, string document, OrganisationDetails details, Pinyin pinyin, Db db, Actor actor, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var (full, initials) = pinyin.Say(name);
        var body = new Organisation
        {
            Id = Id<Organisation>.New(clock), Name = name, Pinyin = full, Initials = initials, Kind = details.Kind!.Value, Place = details.Place!.Value, Superior = superior, Opened = opened,
        };
        details.Write(body);
        db.Organisations.Add(body);
        db.OrganisationEvents.Add(new()
        {
            Id = Id<OrganisationEvent>.New(clock), Organisation = body.Id, Kind = OrganisationEventKind.Created, On = opened ?? ChinaDay.Today(clock),
            Document = document, ToName = name, ToSuperior = superior, RecordedBy = actor.Name, RecordedAt = now,
        });
        return body;
    }
}
