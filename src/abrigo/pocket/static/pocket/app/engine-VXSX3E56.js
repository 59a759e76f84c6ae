import{a,b,c,d,e,f,g}from"./part-J4EXTOIT.js";export{a as TURNS,f as fill,e as keyOf,g as opening,c as text,b as truth,d as workOut};
