global using MamlEdge.Tests;
global using MamlEdge.Trainer.Tests.Engines;
global using Xunit;
