namespace Shanhai.Analytics.Allocation;

/// <summary>Maximum flow by Dinic's method (1970): layers, then blocking flows. Whole numbers.</summary>
internal sealed class MaximumFlow(int nodes)
{
    private readonly List<(int To, long Left)> edges = [];
    private readonly List<int>[] from = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
    private readonly int[] level = new int[nodes];
    private readonly int[] next = new int[nodes];

    public void Add(int a, int b, long capacity)
    {
        from[a].Add(edges.Count);
        edges.Add((b, capacity));
        from[b].Add(edges.Count);
        edges.Add((a, 0));
    }

    public long Send(int start, int end)
    {
        var total = 0L;
        while (Layers(start, end))
        {
            Array.Clear(next);
            for (long sent; (sent = Push(start, end, long.MaxValue)) > 0;)
            {
                total += sent;
            }
        }

        return total;
    }

    /// <summary>Nodes that could still be reached: the near side of a smallest cut.</summary>
    public bool[] Reachable(int start)
    {
        Layers(start, -1);
        return [.. level.Select(l => l >= 0)];
    }

    private bool Layers(int start, int end)
    {
        Array.Fill(level, -1);
        level[start] = 0;
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var v))
        {
            foreach (var e in from[v])
            {
                if (edges[e].Left > 0 && level[edges[e].To] < 0)
                {
                    level[edges[e].To] = level[v] + 1;
                    queue.Enqueue(edges[e].To);
                }
            }
        }

        return end >= 0 && level[end] >= 0;
    }

    // Layers alternate between few kinds of nodes (hub, sources, targets), but paths may go to and fro: depth is bounded by the nodes of a layer path.
    private long Push(int v, int end, long most)
    {
        if (v == end)
        {
            return most;
        }

        for (; next[v] < from[v].Count; next[v]++)
        {
            var e = from[v][next[v]];
            var (to, rest) = edges[e];
            if (rest <= 0 || level[to] != level[v] + 1)
            {
                continue;
            }

            var sent = Push(to, end, Math.Min(most, rest));
            if (sent > 0)
            {
                edges[e] = (to, rest - sent);
                edges[e ^ 1] = (edges[e ^ 1].To, edges[e ^ 1].Left + sent);
                return sent;
            }
        }

        return 0;
    }
}
