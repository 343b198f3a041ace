namespace Shanhai.Places;

/// <summary>
/// Decides what a change does to the register, or why it cannot be: pure. Everything below a place that moves moves with it: it keeps its
/// number under the new place, or takes the next free one where that is taken, unless its new code is given.
/// </summary>
public sealed class PlanPlaceChange
{
    private readonly Register _register;
    private readonly PlaceChange _change;
    private readonly DateOnly _on;
    private readonly List<PlacePlan.Move> _moves = [];
    private readonly HashSet<PlaceCode> _opened = [], _closed = [];
    private readonly Dictionary<PlaceCode, PlaceCode> _given;
    private Problem? _problem;

    private PlanPlaceChange(Register register, PlaceChange change)
    {
        (_register, _change, _on) = (register, change, change.On!.Value);
        _given = change.Codes.GroupBy(c => c.Old).ToDictionary(g => g.Key, g => g.Last().New);
    }

    public static Result<PlacePlan> Of(Register register, PlaceChange change)
    {
        var plan = new PlanPlaceChange(register, change);
        plan.Decide();
        return plan._problem is { } problem ? problem : new PlacePlan(change.Kind, plan._on, plan._moves);
    }

    private void Decide()
    {
        switch (_change.Kind)
        {
            case PlaceEventKind.Created:
                Open(null, _change.Place, _change.Name!);
                break;
            case PlaceEventKind.Renamed:
                Standing(_change.Place, i => _moves.Add(new(_change.Place, _change.Place, _register.Name(i), _change.Name!.Trim(), false, false)));
                break;
            case PlaceEventKind.Merged:
                Merge();
                break;
            case PlaceEventKind.Split:
                Split();
                break;
            case PlaceEventKind.Transferred:
                Standing(_change.Place, i => Carry(_change.Place, _change.Into!.Value, Named(_change.Name, i)));
                break;
            case PlaceEventKind.Closed:
                Standing(_change.Place, Close);
                break;
            default:
                _problem = Problem.Invalid("place-change-kind");
                break;
        }
    }

    private void Merge()
    {
        var into = _change.Into!.Value;
        PlaceCode[] joining = [.. _change.With.Prepend(_change.Place).Where(c => c != into).Distinct()];
        var stands = _register.Find(into) is >= 0 and var target && _register.Stands(target);
        if (joining.Length == 0 || joining.Any(c => c.Level != into.Level || c.Contains(into) || into.Contains(c)))
        {
            _problem = Problem.Invalid("place-change-merge", into.ToString());
            return;
        }
        if (stands)
        {
            Standing(into, i => _moves.Add(new(into, into, _register.Name(i), Named(_change.Name, i), false, false)));
        }
        else if (joining.Length == 1)
        {
            _problem = Problem.Invalid("place-change-merge-one", into.ToString());
            return;
        }
        else if (string.IsNullOrWhiteSpace(_change.Name))
        {
            _problem = new Problem("invalid", 422) { Fields = new Errors().Require(_change.Name, "name").All };
            return;
        }
        foreach (var one in joining)
        {
            Standing(one, i => Carry(one, into, stands ? _register.Name(_register.Find(into)) : _change.Name!.Trim(), opens: !stands));
        }
    }

    private void Split()
    {
        var old = _change.Place;
        Standing(old, i =>
        {
            var goesOn = _change.Parts.FirstOrDefault(p => p.Code == old);
            var children = _register.Below(old).Select(_register.Code).ToList();
            var handed = _change.Parts.Where(p => p.Code != old).SelectMany(p => p.Children ?? []).ToList();
            var lost = handed.Concat(_change.Parts.SelectMany(p => p.Children ?? [])).Except(children).ToList();
            if (lost.Count > 0 || handed.Distinct().Count() != handed.Count || goesOn is null && handed.Count != children.Count)
            {
                _problem = Problem.Invalid("place-change-split-children", old.ToString(), children.Count, handed.Distinct().Count());
                return;
            }
            foreach (var part in _change.Parts)
            {
                if (part.Code == old)
                {
                    _moves.Add(new(old, old, _register.Name(i), part.Name.Trim(), false, false));
                }
                else
                {
                    Open(old, part.Code, part.Name, closes: goesOn is null);
                    foreach (var child in part.Children ?? [])
                    {
                        Standing(child, c => Carry(child, Under(part.Code, child), _register.Name(c)));
                    }
                }
            }
        });
    }

    private void Close(int i)
    {
        if (_register.Below(_change.Place).Any())
        {
            _problem = Problem.Clash("place-change-not-empty", _register.Name(i));
            return;
        }
        _closed.Add(_change.Place);
        _moves.Add(new(_change.Place, null, _register.Name(i), null, false, true));
    }

    /// <summary>A place takes another code, with everything below it.</summary>
    private void Carry(PlaceCode from, PlaceCode to, string name, bool opens = true)
    {
        if (opens)
        {
            Open(from, to, name, closes: true);
        }
        else
        {
            _closed.Add(from);
            _moves.Add(new(from, to, _register.Name(_register.Find(from)), name, false, true));
        }
        foreach (var child in _register.Below(from))
        {
            if (_problem is not null)
            {
                return;
            }
            var code = _register.Code(child);
            Carry(code, Under(to, code), _register.Name(child));
        }
    }

    private void Open(PlaceCode? from, PlaceCode to, string name, bool closes = false)
    {
        var parent = to.Parent;
        if (to.Level == Level.Nation || from is { } f && f.Level != to.Level)
        {
            _problem ??= Problem.Invalid("place-change-level", to.ToString());
        }
        else if (_register.Find(to) >= 0)
        {
            _problem ??= Problem.Clash("place-change-code-used", to.ToString(), _register.Name(_register.Find(to)));
        }
        else if (_opened.Contains(to) && !(_change.Kind == PlaceEventKind.Merged && to == _change.Into))
        {
            _problem ??= Problem.Clash("place-change-code-twice", to.ToString());
        }
        else if (parent.Level != Level.Nation && !_opened.Contains(parent) && !(_register.Find(parent) is >= 0 and var p && _register.Stands(p)))
        {
            _problem ??= Problem.Invalid("place-change-no-parent", to.ToString(), parent.ToString());
        }
        else
        {
            _moves.Add(new(from, to, from is { } old ? _register.Name(_register.Find(old)) : null, name.Trim(), _opened.Add(to), closes && _closed.Add(from!.Value)));
        }
    }

    /// <summary>The new code of a child: the one given, else its own number, else the next free one.</summary>
    private PlaceCode Under(PlaceCode parent, PlaceCode child)
    {
        if (_given.TryGetValue(child, out var given))
        {
            if (given.Level != child.Level || given.Parent != parent)
            {
                _problem ??= Problem.Invalid("place-change-given-code", child.ToString(), given.ToString(), parent.ToString());
            }
            return given;
        }
        var step = child.Level switch { Level.Village => 1L, Level.Township => 1_000L, Level.County => 1_000_000L, _ => 100_000_000L };
        var most = child.Level is Level.Village or Level.Township ? 999 : 99;
        var number = (child.Value - child.Parent.Value) / step;
        for (var tried = number; tried <= most; tried++)
        {
            var code = new PlaceCode(parent.Value + tried * step);
            if (_register.Find(code) < 0 && !_opened.Contains(code))
            {
                return code;
            }
        }
        _problem ??= Problem.Clash("place-change-full", parent.ToString());
        return child;
    }

    private void Standing(PlaceCode place, Action<int> then)
    {
        if (_problem is not null)
        {
            return;
        }
        if (_register.Find(place) is not (>= 0 and var i))
        {
            _problem = Problem.Missing("place-not-found", place.ToString());
        }
        else if (!_register.StandsOn(i, _on) || !_register.Stands(i))
        {
            _problem = Problem.Clash("place-change-not-standing", _register.Name(i), _on);
        }
        else if (_register.Happenings.LastOrDefault(h => h.On > _on && h.Steps.Any(s => s.From == place || s.To == place)) is { } later)
        {
            _problem = Problem.Clash("place-change-too-early", _register.Name(i), later.On);
        }
        else
        {
            then(i);
        }
    }

    private string Named(string? wish, int i) => string.IsNullOrWhiteSpace(wish) ? _register.Name(i) : wish.Trim();
}
