using Shanhai.Bench;

// dotnet run -c Release --project bench/Shanhai.Bench -- rules data
// dotnet run -c Release --project bench/Shanhai.Bench -- tables read|csv|xlsx   (a process for each, so that each peak of memory is its own)
switch (args)
{
    case ["rules", var data]:
        await RuleFigures.Run(data);
        break;
    case ["tables", var part]:
        Console.WriteLine(await TablesBench.Run(part));
        break;
    default:
        Console.WriteLine("rules <folder of data> | tables read|csv|xlsx");
        break;
}
