using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>
/// What a post that is entered must keep, one or many at a time: the batch's days, villages of its area and of its sender's, as many as the kind allows one person, and no other post of hers in that time that does not go together with
/// it. What was added earlier in the same act counts.
/// </summary>
internal sealed class Entering
{
    private readonly PostBatch _batch;
    private readonly PostKind _kind;
    private readonly OrganisationTree _tree;
    private readonly Register _register;
    private readonly Vault _vault;
    private readonly Db _db;
    private readonly TimeProvider _clock;
    private readonly Dictionary<(Id<Organisation>, string), PostedPerson> _people = [];
    private readonly HeldPosts _held;

    private Entering(PostBatch batch, OrganisationTree tree, Register register, Vault vault, Db db, TimeProvider clock, HeldPosts held) =>
        (_batch, _kind, _tree, _register, _vault, _db, _clock, _held) = (batch, PostKind.Of(batch.Kind), tree, register, vault, db, clock, held);

    public static async Task<Entering> Of(PostBatch batch, IEnumerable<EnterPost> inputs, OrganisationTree tree, Register register, Vault vault, Db db, TimeProvider clock, CancellationToken ct)
    {
        // Whoever was sent by a body that has been merged since is sent by its successor.
        var bodies = tree.WithMerged(inputs.Select(i => i.Sender).OfType<Id<Organisation>>().Distinct().Select(s => tree.Successor(s)?.Id ?? s)).ToList();
        var people = await db.PostedPeople.Where(p => bodies.Contains(p.Sender)).OrderBy(p => p.Id).ToListAsync(ct);
        var entering = new Entering(batch, tree, register, vault, db, clock, await HeldPosts.Of([.. people.Select(p => p.Id)], db, ct));
        foreach (var person in people)
        {
            entering._people.TryAdd((tree.Successor(person.Sender)?.Id ?? person.Sender, Convert.ToHexString(person.Mark)), person);
        }
        return entering;
    }

    public Errors Judge(EnterPost input)
    {
        var errors = new Errors().Require(input.Name, "name").Limit(input.Name, PostedPerson.LongestName, "name").WithoutNumbers(input.Name, "name")
            .Limit(input.Number, PostedPerson.LongestNumber, "number").WithoutNumbers(input.Number, "number");
        var sender = input.Sender is { } named ? _tree.Successor(named) : null;
        if (sender is null)
        {
            errors.Add("sender", input.Sender is null ? "field.required" : "postings.no-sender");
        }
        if (input.Also is { } also && !_kind.Together.Contains(also))
        {
            errors.Add("also", "postings.not-together", _kind.Name, PostKind.Find(also)?.Name ?? new Both(also, also));
        }
        foreach (var skill in (input.Skills ?? []).Where(s => !Resource.Sectors.Contains(s)))
        {
            errors.Add("skills", "pairing.no-sector", skill);
        }
        var (from, to, villages) = (input.From ?? _batch.FromDay, input.To ?? _batch.ToDay, Villages(input));
        if (to < from)
        {
            errors.Add("to", "postings.ends-before");
        }
        else if (from < _batch.FromDay || to > _batch.ToDay)
        {
            errors.Add(from < _batch.FromDay ? "from" : "to", "postings.outside-batch", $"{_batch.FromDay:yyyy-MM-dd}", $"{_batch.ToDay:yyyy-MM-dd}");
        }
        foreach (var village in villages)
        {
            if (Wrong(village, _batch, sender, _register) is { } wrong)
            {
                errors.Add("villages", wrong.Key, wrong.Args);
            }
        }
        if (errors.Any)
        {
            return errors;
        }
        if (_held.Wrong(Find(input, sender!), null, _kind, input.Also, from, to, villages) is { } clash)
        {
            errors.Add(clash.Field, clash.Key, clash.Args);
        }
        return errors;
    }

    public Post Add(EnterPost input)
    {
        var sender = _tree.Successor(input.Sender!.Value)!;
        var person = Find(input, sender);
        if (person is null)
        {
            person = PostedPerson.Of(input.Name!, input.Number, sender.Id, _vault, _clock);
            _people[(sender.Id, Convert.ToHexString(person.Mark))] = person;
            _db.PostedPeople.Add(person);
        }
        person.Version++;
        person.Skills = string.Join(',', person.Sectors.Union(input.Skills ?? []));
        var post = new Post
        {
            Id = Id<Post>.New(_clock), Batch = _batch.Id, Person = person.Id, Sender = sender.Id, Kind = _kind.Code, Also = input.Also, Place = _batch.Place, FromDay = input.From ?? _batch.FromDay,
            ToDay = input.To ?? _batch.ToDay, Version = 1,
        };
        _db.Posts.Add(post);
        var villages = Villages(input);
        _db.PostVillages.AddRange(villages.Select(v => new PostVillage { Id = Id<PostVillage>.New(_clock), Post = post.Id, Village = v, FromDay = post.FromDay, ToDay = post.ToDay }));
        _held.Add(post, villages);
        return post;
    }

    /// <summary>What is wrong with the village for whoever the sender sends: a university or an enterprise sends where it is asked, an organ in its own area.</summary>
    internal static (string Key, object?[] Args)? Wrong(PlaceCode village, PostBatch batch, Body? sender, Register register)
    {
        if (village.Level != Level.Village || register.Find(village) is not (>= 0 and var at) || !register.Stands(at))
        {
            return ("postings.no-village", [village.ToString()]);
        }
        return !batch.Place.Contains(village) ? ("postings.village-outside-batch", [register.Name(at), register.Name(register.Find(batch.Place))])
            : sender is { Kind.IsOrgan: true } organ && !organ.Place.Contains(village) ? ("postings.village-outside-sender", [register.Name(at), organ.Name]) : null;
    }

    private static IReadOnlyList<PlaceCode> Villages(EnterPost input) => [.. (input.Villages ?? []).Distinct()];

    private PostedPerson? Find(EnterPost input, Body sender) => _people.GetValueOrDefault((sender.Id, Convert.ToHexString(PostedPerson.MarkOf(input.Name!, input.Number, _vault))));
}

/// <summary>The posts of some people, with their villages: what another post of theirs must go together with.</summary>
internal sealed class HeldPosts
{
    private readonly Dictionary<Id<PostedPerson>, List<(Post Post, IReadOnlyList<PlaceCode> Villages)>> _of = [];

    public static async Task<HeldPosts> Of(IReadOnlyList<Id<PostedPerson>> people, Db db, CancellationToken ct)
    {
        var posts = await db.Posts.AsNoTracking().Where(p => people.Contains(p.Person)).OrderBy(p => p.FromDay).ThenBy(p => p.Id).ToListAsync(ct);
        var ids = posts.Select(p => p.Id).ToList();
        var villages = (await db.PostVillages.AsNoTracking().Where(v => ids.Contains(v.Post)).ToListAsync(ct)).ToLookup(v => v.Post);
        var held = new HeldPosts();
        // A village that was merged, and left for the one that took it over, does not count beside it.
        posts.ForEach(p => held.Add(p, [.. villages[p.Id].Where(v => v.ToDay >= p.LastDay).Select(v => v.Village).Distinct()]));
        return held;
    }

    public void Add(Post post, IReadOnlyList<PlaceCode> villages)
    {
        if (!_of.TryGetValue(post.Person, out var own))
        {
            _of[post.Person] = own = [];
        }
        own.Add((post, villages));
    }

    /// <summary>What the person's other posts do not allow; null: it goes together with them.</summary>
    public Errors.At? Wrong(PostedPerson? person, Id<Post>? but, PostKind kind, string? also, DateOnly from, DateOnly to, IReadOnlyList<PlaceCode> villages) =>
        Wrong(person?.Id, but, kind, also, from, to, villages);

    public Errors.At? Wrong(Id<PostedPerson>? person, Id<Post>? but, PostKind kind, string? also, DateOnly from, DateOnly to, IReadOnlyList<PlaceCode> villages)
    {
        var all = villages.ToHashSet();
        string[] kinds = also is null ? [kind.Code] : [kind.Code, also];
        foreach (var (other, theirs) in person is { } p ? _of.GetValueOrDefault(p, []) : [])
        {
            if (other.Id == but || other.LastDay < other.FromDay || other.LastDay < from || to < other.FromDay)
            {
                continue;
            }
            var clash = kinds.SelectMany(_ => other.Kinds, (one, two) => (One: one, Two: two)).FirstOrDefault(x => x.One == x.Two || !PostKind.Of(x.One).Together.Contains(x.Two));
            if (clash.One is not null)
            {
                return new("from", clash.One == clash.Two ? "postings.overlaps" : "postings.overlaps-other", PostKind.Of(clash.Two).Name, $"{other.FromDay:yyyy-MM-dd}", $"{other.LastDay:yyyy-MM-dd}");
            }
            all.UnionWith(theirs);
        }
        return kind.Villages is { } limit && all.Count > limit.Most ? new("villages", "postings.too-many-villages", kind.Name, limit.Most, all.Count) : null;
    }
}
