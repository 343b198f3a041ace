namespace Shanhai.Analytics.Allocation;

/// <summary>A way from one node to another.</summary>
/// <param name="From">Index of the node it leaves.</param>
/// <param name="To">Index of the node it reaches.</param>
/// <param name="Capacity">Most units on it.</param>
/// <param name="Cost">Cost of one unit, a whole number.</param>
public readonly record struct FlowArc(int From, int To, long Capacity, long Cost);

/// <summary>Units from where they are to where they are needed over any network, stores and transfers included, at the least cost.</summary>
public sealed record FlowProblem
{
    /// <summary>Units each node gives (positive) or needs (negative); 0 for nodes that only pass on.</summary>
    public required IReadOnlyList<long> Supplies { get; init; }

    /// <summary>The ways.</summary>
    public required IReadOnlyList<FlowArc> Arcs { get; init; }

    /// <summary>Names of the nodes for messages; empty for their numbers.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="RefusedException">No node that gives or none that needs; an arc outside the nodes; a negative capacity.</exception>
    /// <example><code>new FlowProblem { Supplies = [2, -2], Arcs = [new(0, 1, 3, 5)] }.Supplies.Sum() // 0</code></example>
    public void Check()
    {
        Refuse.IfFewer(Supplies.Count(s => s > 0), 1, "供给节点", "nodes that give");
        Refuse.IfFewer(Supplies.Count(s => s < 0), 1, "需求节点", "nodes that need");
        foreach (var (arc, i) in Arcs.Select((a, i) => (a, i)))
        {
            if (arc.From < 0 || arc.From >= Supplies.Count || arc.To < 0 || arc.To >= Supplies.Count || arc.Capacity < 0)
            {
                throw Refuse.With(Refusal.InvalidOption, $"第 {i + 1} 条弧的端点不存在或容量为负", $"arc {i + 1} has an unknown end or a negative capacity", i);
            }
        }
    }
}

/// <summary>The flow of least cost; where not everything can be brought, the most that can, at the least cost of that. What is given beyond the needs stays where it is.</summary>
/// <param name="Units">Units on each arc; not unique, only the cost is.</param>
/// <param name="Cost">Total cost.</param>
/// <param name="Brought">Units that arrive.</param>
/// <param name="Asked">Units that are needed.</param>
/// <param name="Solver">Name and version of the solver.</param>
public sealed record FlowAnswer(IReadOnlyList<long> Units, long Cost, long Brought, long Asked, string Solver)
{
    /// <summary>Whether everything arrives.</summary>
    public bool IsWhole => Brought == Asked;

    /// <summary>Cost and units in a sentence.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? $"需要 {Asked} 个单位，送达 {Brought} 个，总成本 {Cost}{(IsWhole ? "，已证明最优" : "；容量不足，此为可送达的最大量")}（{Solver}）。"
        : $"{Brought} of {Asked} units arrive at a total cost of {Cost}{(IsWhole ? ", proven best" : ": capacities do not allow more")} ({Solver}).";
}

/// <summary>A solver of flows over any network; the program brings one.</summary>
public interface IFlowSolver
{
    /// <summary>Solves to optimality.</summary>
    /// <param name="problem">The network.</param>
    FlowAnswer Solve(FlowProblem problem);
}
