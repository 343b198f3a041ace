using Shanhai.Bench;

// dotnet run -c Release --project bench/Shanhai.Bench -- rules data
// dotnet run -c Release --project bench/Shanhai.Bench -- tables read|csv|xlsx   (a process for each, so that each peak of memory is its own)
// dotnet run -c Release --project bench/Shanhai.Bench -- panel 15 | panel 5 480000 | coverage 2000
try
{
    switch (args)
    {
        case ["rules", var data]:
            await RuleFigures.Run(data);
            break;
        case ["tables", var part]:
            Console.WriteLine(await TablesBench.Run(part));
            break;
        case ["import", .. var times]:
            await ImportBench.Run(times is [var n] ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : 3);
            break;
        case ["panel", var times, .. var villages]:
            PanelFigures.Run(int.Parse(times, System.Globalization.CultureInfo.InvariantCulture), villages is [var size] ? int.Parse(size, System.Globalization.CultureInfo.InvariantCulture) : 30_000);
            break;
        case ["coverage", var panels]:
            CoverageFigures.Run(int.Parse(panels, System.Globalization.CultureInfo.InvariantCulture));
            break;
        default:
            Console.WriteLine("rules <folder of data> | tables read|csv|xlsx | import | panel <runs> [<villages>] | coverage <panels>");
            break;
    }
}
finally
{
    await Store.StopCluster();
}
